# SPDX-License-Identifier: Apache-2.0
"""serve: the records are the command's, and what else is served."""
import base64
import concurrent.futures
import json
import signal

import cli
import jsonschema
import serving

COFFEE = (cli.SAMPLES / "coffee.png").read_bytes()
TINY = "resnext50_32x4d.tiny"  # the id of CliTest's model
BUNDLED = "resnext23_8x8d_tiny"
CHELSEA = (cli.SAMPLES / "chelsea.png").read_bytes()


class Records(serving.ServeTest):
    def setUp(self):
        super().setUp()
        for name, content in (("coffee.png", COFFEE), ("chelsea.png", CHELSEA)):
            (self.folder / name).write_bytes(content)
        (self.folder / "cut.png").write_bytes(CHELSEA[:5000])

    def command(self, *arguments):
        """Returns the command's lines."""
        return self.classify(*arguments).stdout.splitlines(keepends=True)

    def test_a_photo_has_the_record_of_the_command(self):
        server = self.serve()
        [expected] = self.command("coffee.png")
        answer = self.post(server, "/classify?path=coffee.png", COFFEE)
        self.assertEqual((answer.status, answer.body), (200, expected))
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        headers, body = serving.form(("coffee.png", COFFEE))
        self.assertEqual(self.post(server, "/classify", body, headers).body, expected)
        [expected] = self.command("--top-k", "2", "coffee.png")
        answer = self.post(server, "/classify?top_k=2&path=coffee.png", COFFEE)
        self.assertEqual(answer.body, expected)
        self.assertEqual(self.post(server, "/classify", COFFEE).json()["path"], "-")

    def test_a_chunked_body_is_one_too(self):
        server = self.serve()
        pieces = iter([COFFEE[:1000], COFFEE[1000:]])
        answer = self.post(server, "/classify?path=coffee.png", pieces)
        self.assertEqual(answer.body, self.command("coffee.png")[0])

    def test_records_do_not_depend_on_the_batch(self):
        server = self.serve("--batch-size", "3", "--max-delay", "1000")
        one, two = self.command("--batch-size", "3", "coffee.png", "chelsea.png")
        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            answers = [
                clients.submit(self.post, server, f"/classify?path={name}", content)
                for name, content in 4 * (("coffee.png", COFFEE), ("chelsea.png", CHELSEA))
            ]
        self.assertEqual([answer.result().body for answer in answers], 4 * [one, two])

    def test_many_clients_at_once_get_the_record_of_the_command(self):
        server = self.serve("--max-queue", "1000")
        [expected] = self.command("coffee.png")
        with concurrent.futures.ThreadPoolExecutor(16) as clients:
            answers = clients.map(
                lambda _: self.post(server, "/classify?path=coffee.png", COFFEE), range(48)
            )
        self.assertEqual({answer.body for answer in answers}, {expected})

    def test_several_images_are_an_array_or_lines(self):
        server = self.serve()
        names = ("coffee.png", "cut.png", "chelsea.png", "coffee.png")
        expected = self.command(*names)
        headers, body = serving.form(*((name, (self.folder / name).read_bytes()) for name in names))
        answer = self.post(server, "/classify", body, headers)
        self.assertEqual((answer.status, answer.json()), (200, [json.loads(x) for x in expected]))
        headers["Accept"] = "application/x-ndjson"
        answer = self.post(server, "/classify", body, headers)
        self.assertEqual(answer.body, b"".join(expected))
        self.assertEqual(answer.headers["Content-Type"], "application/x-ndjson")

    def test_a_broken_image_has_its_error_record(self):
        server = self.serve()
        [expected] = self.command("cut.png")
        answer = self.post(server, "/classify?path=cut.png", CHELSEA[:5000])
        self.assertEqual((answer.status, answer.body), (422, expected))
        for body, code in ((b"", "empty"), (b"text", "unsupported")):
            answer = self.post(server, "/classify", body)
            self.assertEqual((answer.status, answer.json()["error"]["code"]), (422, code))

    def test_names_of_any_bytes(self):
        server = self.serve()
        answer = self.post(server, "/classify?path=a%0Ab%FF", COFFEE)
        self.assertEqual(answer.json()["path_bytes"], "610a62ff")

    def test_a_map_is_the_picture_that_the_command_writes(self):
        server = self.serve()
        answer = self.post(server, "/classify?cam=1&path=coffee.png", COFFEE).json()
        cam = answer.pop("cam")
        [expected] = self.command("--cam", "maps", "--cam-size", "512", "coffee.png")
        self.assertEqual(answer, json.loads(expected))
        self.assertEqual(
            base64.b64decode(cam["png"]), (self.folder / "maps/coffee.png.png").read_bytes()
        )
        self.assertEqual(cam["label"], answer["predictions"][0]["label"])

    def test_features_are_those_of_the_command(self):
        server = self.serve()
        answer = self.post(server, "/classify?features=1&path=coffee.png", COFFEE).json()
        process = self.run_program("features", "-m", self.model, "-o", "f.jsonl", "coffee.png")
        self.assertEqual(process.returncode, 0, process.stderr)
        expected = json.loads((self.folder / "f.jsonl").read_text())
        self.assertEqual(answer.pop("features"), expected["features"])
        self.assertEqual(answer, json.loads(self.command("coffee.png")[0]))


class Endpoints(serving.ServeTest):
    def test_several_models(self):
        server = self.serve("--model", BUNDLED)
        models = self.ask(server, "GET", "/models").json()["models"]
        self.assertEqual([model["id"] for model in models], [TINY, BUNDLED])
        self.assertEqual([model["classes"] for model in models], [6, 200])
        used = {}
        for query in ("", "?model=" + TINY, "?model=" + BUNDLED):
            answer = self.post(server, "/classify" + query, COFFEE).json()
            used[query] = (answer["model"], answer["predictions"][0]["label"])
        self.assertEqual(used[""], used["?model=" + TINY])
        self.assertEqual(used["?model=" + BUNDLED], (BUNDLED, "espresso"))
        process = self.run_program("serve", "-m", BUNDLED, "--model", BUNDLED)
        self.assertEqual(process.returncode, 2)
        self.assertIn("is served already; name it once", process.stderr.decode())

    def test_the_description_is_what_is_served(self):
        server = self.serve()
        description = self.ask(server, "GET", "/openapi.json").json()
        schemas = {"components": description["components"]}
        for path, operations in description["paths"].items():
            for method in ("get", "post", "put", "delete"):
                answer = self.ask(server, method.upper(), path, b"x" if method == "post" else None)
                if method not in operations:
                    self.assert_refused(answer, 405)
                    continue
                media = operations[method]["responses"][str(answer.status)]["content"]
                self.assertIn(answer.headers["Content-Type"], media)
                if answer.headers["Content-Type"] == "application/json":
                    schema = media["application/json"]["schema"]
                    jsonschema.validate(answer.json(), {**schema, **schemas})
        operation = description["paths"]["/classify"]["post"]
        query = {"model": TINY}
        for parameter in operation["parameters"]:
            value = query.get(parameter["name"], "1")
            answer = self.post(server, f"/classify?{parameter['name']}={value}", COFFEE)
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            jsonschema.validate(answer.json(), {**schema, **schemas})
        self.assert_refused(self.ask(server, "GET", "/nothing"), 404, "'/nothing'", "/classify")

    def test_health_metrics_and_head(self):
        server = self.serve()
        self.assertEqual(self.ask(server, "GET", "/healthz").json(), {"status": "ok"})
        self.post(server, "/classify", COFFEE)
        self.post(server, "/classify", b"text")
        metrics = self.ask(server, "GET", "/metrics").body.decode()
        for line in (
            'resnext_requests_total{status="200"} 2',
            'resnext_requests_total{status="422"} 1',
            'resnext_images_total{model="resnext50_32x4d.tiny"} 1',
            'resnext_image_failures_total{code="unsupported"} 1',
            "resnext_request_seconds_count 3",
            "resnext_queue_images 0",
        ):
            self.assertIn(line + "\n", metrics)
        answer = self.ask(server, "HEAD", "/models")
        self.assertEqual((answer.status, answer.body), (200, b""))

    def test_wrong_queries_are_refused(self):
        server = self.serve()
        for query, *texts in (
            ("topk=3", "'topk'", "did you mean top_k?"),
            ("top_k=no", "top_k: expected a number", "'no'"),
            ("cam=2", "cam: expected 0 or 1"),
            ("model=none", "model: expected a model that is served (resnext50_32x4d.tiny)"),
            ("cam=1&cam=1", "twice"),
            ("cam=%1", "two hexadecimal digits"),
        ):
            self.assert_refused(self.post(server, f"/classify?{query}", COFFEE), 400, *texts)
        self.assert_refused(self.ask(server, "GET", "/models?x=1"), 400, "no parameters")

    def test_signals_end_it_as_they_end_the_program(self):
        for number, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
            self.assertEqual(self.serve().stop(number), code)


if __name__ == "__main__":
    cli.main()

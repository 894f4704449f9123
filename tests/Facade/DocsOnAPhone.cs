using System.Diagnostics;
using System.Text.Json;

namespace Hub.Facade.Tests;

/// <summary>/hub/docs in a real browser as narrow as a phone: nothing of it is wider than the screen.</summary>
public sealed class DocsOnAPhone(DocsOnAPhone.Facade facade) : IClassFixture<DocsOnAPhone.Facade>
{
    private const int NoBrowser = 3;

    // Chromium by its own protocol over two pipes; the page tells what is wider than the room it has, route by route.
    private const string Script = """
        const { spawn } = require("child_process");
        const [address, width] = process.argv.slice(1);
        const folder = require("fs").mkdtempSync(require("os").tmpdir() + "/hub-docs-");
        let code = 3;
        const end = () => {
          // Its helpers may still write there.
          // Temporary, and the browser may still write to it.
          try { require("fs").rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); } catch { }
          process.exit(code);
        };
        const chromium = spawn("chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
          "--no-first-run", "--user-data-dir=" + folder, "--remote-debugging-pipe", "about:blank"],
          { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
        chromium.on("exit", end);
        chromium.on("error", end);
        const waiting = new Map();
        let rest = "", last = 0;
        chromium.stdio[4].on("data", data => {
          const parts = (rest + data).split("\0");
          rest = parts.pop();
          for (const message of parts.map(p => JSON.parse(p))) {
            waiting.get(message.id)?.(message);
            waiting.delete(message.id);
          }
        });
        const ask = (method, params = {}, sessionId) => new Promise((done, fail) => {
          waiting.set(++last, m => m.error ? fail(new Error(method + ": " + m.error.message)) : done(m.result));
          chromium.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId }) + "\0");
        });
        const measure = `(async () => {
          const wait = async holds => { while (!holds()) await new Promise(r => setTimeout(r, 20)); };
          await wait(() => document.querySelector("#list a"));
          const wide = [], main = document.getElementById("main"), list = document.getElementById("list");
          const routes = [...list.querySelectorAll("a")].map(a => a.hash);
          for (const hash of routes) {
            location.hash = hash;
            await wait(() => list.querySelector("a[aria-current]")?.hash === hash && main.querySelector("h2"));
            for (const closed of main.querySelectorAll("details")) closed.open = true;
            for (const e of [document.documentElement, list, main])
              if (e.scrollWidth > e.clientWidth) wide.push([hash, e.tagName, e.scrollWidth, e.clientWidth].join(" "));
          }
          return { routes: routes.length, wide, width: innerWidth };
        })()`;
        (async () => {
          const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
          const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
          await ask("Emulation.setDeviceMetricsOverride",
            { width: +width, height: 844, deviceScaleFactor: 1, mobile: true }, sessionId);
          await ask("Page.navigate", { url: address }, sessionId);
          const { result, exceptionDetails } = await ask(
            "Runtime.evaluate", { expression: measure, awaitPromise: true, returnByValue: true }, sessionId);
          console.log(JSON.stringify(exceptionDetails ?? result.value));
          code = exceptionDetails ? 1 : 0;
          chromium.kill();
        })().catch(e => { console.error(e); code = 1; chromium.kill(); });
        """;

    [Theory]
    [InlineData(390)]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task No_route_is_wider_than_the_screen(int width)
    {
        foreach (var (program, package) in new[] { ("node", "nodejs"), ("chromium", "chromium") })
            if (!File.Exists($"/usr/bin/{program}") && !File.Exists($"/usr/local/bin/{program}"))
                Assert.Skip($"{program} (package {package}) is not here.");
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Script, $"{facade.Address}hub/docs", $"{width}"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        if (node.ExitCode == NoBrowser)
            Assert.Skip("chromium does not start here.");
        node.ExitCode.ShouldBe(0, errors);
        var measured = JsonElement.Parse(await output);
        measured.GetProperty("width").GetInt32().ShouldBe(width);
        measured.GetProperty("routes").GetInt32().ShouldBeGreaterThan(1);
        measured.GetProperty("wide").EnumerateArray().Select(w => w.GetString()).ShouldBeEmpty();
    }

    public sealed class Facade : RunningFacade
    {
        private static readonly string LongName = string.Concat(Enumerable.Repeat("averylongnamewithoutanybreak", 2));

        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["capabilities/wide.yaml"] = $$"""
                capability: wide
                owner: nobody
                access: anonymous
                sides: { legacy: "http://127.0.0.1:9" }
                routes:
                  wide.get: { match: "GET /api/{{LongName}}/{id}", summary: {{LongName}} }
                  wide.{{LongName}}: { match: POST /api/wide, description: {{LongName}} }
                """,
        };
    }
}

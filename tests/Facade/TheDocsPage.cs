using System.Diagnostics;

namespace Hub.Facade.Tests;

/// <summary>/hub/docs: what a reader finds on the page.</summary>
public sealed class TheDocsPage(Describing.Facade facade) : IClassFixture<Describing.Facade>
{
    private const string Page = """
        const source = require("fs").readFileSync(0, "utf8");
        const node = () => ({
          addEventListener() {}, replaceChildren() {}, append() {}, setAttribute() {}, value: "", focus() {} });
        const made = new Function("document", "addEventListener", "location", "fetch", "performance",
          source + "; return { example, languages, request };")(
          { getElementById: node, createElement: node }, () => {}, { hash: "", origin: "http://hub" },
          async () => ({ headers: { get: () => null }, ok: false }), { now: () => 0 });
        const schema = { type: "object", properties: {
          id: { type: "string", pattern: "^C-" }, customerName: { type: "string" }, city: { type: "string", maxLength: 3 } } };
        console.log(JSON.stringify(made.example({ components: { schemas: {} } }, schema)));
        const letters = Object.fromEntries([..."abcdef"].map(name => [name, { type: "string" }]));
        const choice = { type: "object", properties: letters, allOf: [
          { oneOf: [{ required: ["a"], oneOf: [{ required: ["b"] }, { required: ["c"] }] }, { required: ["d"] }] },
          { anyOf: [{ required: ["e"] }, { required: ["f"] }] }] };
        console.log(JSON.stringify(made.example({ components: { schemas: {} } }, choice)));
        for (const write of Object.values(made.languages))
          console.log(write({ security: [{}] }, { target: "/api/x", method: "POST", headers: { Accept: "a" }, body: "{}" }));
        """;

    [Fact]
    public async Task It_leads_to_the_contract_itself() =>
        (await facade.Client.GetStringAsync("/hub/docs")).ShouldContain("<a href=\"/hub/openapi.json\">");

    [Fact]
    public async Task Examples_say_what_belongs_there_and_calls_are_written_in_three_languages_without_a_token()
    {
        var script = await facade.Client.GetStringAsync("/hub/docs/docs.js");
        var lines = (await RunAsync(script)).Split('\n');
        lines[0].ShouldBe("""{"id":"C-1","customerName":"customer name","city":"cit"}""");
        // Of members that exclude each other, the first.
        lines[1].ShouldBe("""{"a":"a","b":"b","e":"e"}""");
        var calls = string.Join('\n', lines[2..]);
        string[] starts =
            ["curl -X POST 'http://hub/api/x'", "await fetch(\"http://hub/api/x\"", "Invoke-WebRequest -Method POST"];
        foreach (var start in starts)
            calls.ShouldContain(start);
        // The shell has it.
        calls.ShouldContain("Bearer $HUB_TOKEN");
        calls.ShouldContain("Bearer $env:HUB_TOKEN");
    }

    private static async Task<string> RunAsync(string script)
    {
        if (!new[] { "/usr/bin/node", "/usr/local/bin/node" }.Any(File.Exists))
            Assert.Skip("node (package nodejs) is not here.");
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Page])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await node.StandardInput.WriteAsync(script);
        node.StandardInput.Close();
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, errors);
        return (await output).Trim();
    }
}

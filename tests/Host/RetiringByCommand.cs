using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Host.Tests.Listings;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>What <c>./hub retire --dry-run</c> tells of the demo's routes.</summary>
public sealed class RetiringByCommand(DemoWithListings demo)
{
    [Fact]
    public async Task What_carries_a_route_is_named_file_by_file_with_what_else_needs_it()
    {
        var ended = await HubCommand.RunAsync(await demo.EnvironmentAsync(), ["retire", "orders.get", "--dry-run"]);
        ended.ExitCode.ShouldBe(0, ended.Errors);
        var told = ended.Output;
        told.ShouldContain("not yet     adapter:erp is still needed for this route");
        told.ShouldContain("The sync link of orders between adapter:erp and service:orders still flows");
        told.ShouldMatch(@"capabilities/orders\.yaml\(\d+\) +sides\.legacy +stays +.*orders\.find, .*orders\.place");
        told.ShouldMatch(@"systems/erp\.yaml\(\d+\) +resources\.orders\.get +goes");
        told.ShouldMatch(@"systems/erp\.yaml\(\d+\) +mappings\.order +stays .*orders\.place");
        told.ShouldContain("by the catch-all /erp");
    }

    [Fact]
    public async Task The_document_is_checked_by_whoever_holds_it_and_a_changed_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("proof.json");
        var written = await RunAsync("retire", "orders.get", "--dry-run", "--out", file);
        written.ExitCode.ShouldBe(0, written.Errors);
        var kept = await RunAsync("retire", "verify", file);
        kept.ExitCode.ShouldBe(1);
        kept.Errors.ShouldContain("The document is the hub's and unchanged, and says: On ");
        kept.Errors.ShouldContain("is not safe to delete");

        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("\"isSafe\": false", "\"isSafe\": true"));
        var changed = await RunAsync("retire", "verify", file);
        changed.ExitCode.ShouldBe(1);
        changed.Errors.ShouldContain("The document was changed after it was signed");

        await File.WriteAllTextAsync(file, "{}");
        (await RunAsync("retire", "verify", file)).Errors.ShouldContain("is not a signed document");
    }

    [Fact]
    public async Task A_document_is_checked_without_a_hub_by_the_public_key_alone()
    {
        using var folder = new TemporaryFolder();
        var (file, key, other) = (folder.File("proof.json"), folder.File("hub.pub"), folder.File("other.pub"));
        await RunAsync("retire", "orders.get", "--dry-run", "--out", file);
        using (var published = await KeyAsync())
            await File.WriteAllTextAsync(key, published.ExportSubjectPublicKeyInfoPem());
        using (var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            await File.WriteAllTextAsync(other, foreign.ExportSubjectPublicKeyInfoPem());
        var fits = await HubCommand.RunAsync("retire", "verify", file, "--key", key);
        fits.ExitCode.ShouldBe(0, fits.Errors);
        fits.Output.ShouldContain("Whether it still holds was not checked: leave --key out to ask the hub.");
        (await HubCommand.RunAsync("retire", "verify", file, "--key", other)).Errors.ShouldContain("not a key of this hub");
    }

    private async Task<HubCommand.Result> RunAsync(params string[] arguments) =>
        await HubCommand.RunAsync(await demo.EnvironmentAsync(), arguments);

    private async Task<ECDsa> KeyAsync()
    {
        var environment = await demo.EnvironmentAsync();
        using var client = new HttpClient { BaseAddress = new Uri(environment["HUB_URL"]!) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", environment["HUB_TOKEN"]);
        var key = (await client.GetFromJsonAsync<JsonElement>("hub/api/keys")).GetProperty("keys").EnumerateArray().Single();
        byte[] Coordinate(string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
        return ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate("x"), Y = Coordinate("y") },
        });
    }
}

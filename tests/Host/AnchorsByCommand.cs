using System.Security.Cryptography;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>Anchors of the audit log as <c>./hub up</c> takes them and refuses them.</summary>
public sealed class AnchorsByCommand : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("both, or none", "--audit-anchor", "a.ndjson")]
    [InlineData("both, or none", "--audit-key", "audit.key")]
    [InlineData("--audit-interval 'often' is not a duration", "--audit-interval", "often")]
    [InlineData("lies in the data folder", "--audit-anchor", "DATA/a.ndjson", "--audit-key", "KEY")]
    [InlineData("lies in the data folder", "--audit-anchor", "OUT/a.ndjson", "--audit-key", "DATA/audit.key")]
    [InlineData("with a name and password in it", "--audit-anchor", "https://me:secret@log.example", "--audit-key", "KEY")]
    public async Task Anchors_that_would_prove_nothing_are_wrong_usage(string why, params string[] options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File("audit.key"), key.ExportECPrivateKeyPem());
        var result = await HubCommand.RunAsync([
            "up", "--no-demo", "--data", _folder.File("data"),
            .. options.Select(o => o.Replace("DATA", _folder.File("data"), StringComparison.Ordinal)
                .Replace("OUT", _folder.Path, StringComparison.Ordinal)
                .Replace("KEY", _folder.File("audit.key"), StringComparison.Ordinal))]);
        result.ExitCode.ShouldBe(2, result.Errors);
        result.Errors.ShouldContain(why);
    }
}

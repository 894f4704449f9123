using Hub.Tests.Processes;

namespace Hub.Interop.Tests;

/// <summary>PHP's SoapServer.</summary>
public sealed class PhpSoap : ForeignServer
{
    private protected override async Task<string?> FindMissingAsync() =>
        await SucceedsAsync("php", ["-r", "exit(extension_loaded('soap') ? 0 : 1);"]) ? null
            : "php-cli and php-soap are not installed: apt-get install -y --no-install-recommends php-cli php-soap";

    private protected override RunningProgram Start() => RunningProgram.Start(
        "php",
        ["-S", "127.0.0.1:0", Path.Combine(Folder("Servers"), "warehouse.php")],
        new Dictionary<string, string?> { ["CONTRACTS"] = Folder("Contracts") });
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Interop;

public sealed class PhpTests
{
    [Fact]
    public async Task PHPs_SoapClient_understands_the_WSDL_the_answers_and_the_typed_faults()
    {
        if (await RunPhpAsync("-r", "exit(extension_loaded('soap') ? 0 : 1);") is not { ExitCode: 0 })
            Assert.Skip("php-cli and php-soap are not installed: apt-get install -y --no-install-recommends php-cli php-soap");
        await using var erp = await RunningErp.StartAsync();

        var run = await RunPhpAsync(
            Path.Combine(AppContext.BaseDirectory, "Interop", "client.php"), $"{erp.Address}{ErpClient.Service}?wsdl");

        run!.ExitCode.ShouldBe(0, run.Output);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        lines.Count.ShouldBe(3);
        lines[0].GetProperty("ItemNo").GetString().ShouldBe("P-2005      ");
        lines[0].GetProperty("Remark").GetString().ShouldBe("DIN 125 & ISO 7089");
        lines[1].GetProperty("OrderNo").GetInt32().ShouldBe(3031);
        lines[1].GetProperty("CustomerRef").GetString().ShouldBe("Büro & <Süd>");
        lines[1].GetProperty("Lines").GetProperty("Line")[1].GetProperty("No").GetInt32().ShouldBe(2);
        lines[2].GetProperty("code").GetString().ShouldBe("soap:Client");
        lines[2].GetProperty("detail").GetProperty("ItemNotFound").GetProperty("ItemNo").GetString().ShouldBe("P-9999      ");
        (await erp.Client.OrdersByExternalRefAsync("php-1")).Single().GetProperty("totalAmount").GetDecimal().ShouldBe(4.43m);
    }

    private static async Task<PhpRun?> RunPhpAsync(params string[] arguments)
    {
        try
        {
            using var php = Process.Start(new ProcessStartInfo("php", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            var output = await php.StandardOutput.ReadToEndAsync();
            await php.WaitForExitAsync();
            return new PhpRun(php.ExitCode, output);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private sealed record PhpRun(int ExitCode, string Output);
}

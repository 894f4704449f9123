using System.Text.Json;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Interop;

public sealed class PhpTests
{
    [Fact]
    public async Task PHPs_SoapClient_understands_the_WSDL_the_answers_and_the_typed_faults()
    {
        await using var erp = await RunningErp.StartAsync();

        var lines = await RunClientAsync("erp.php", $"{erp.Address}{ErpClient.Service}?wsdl");

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

    [Fact]
    public async Task PHPs_SoapClient_speaks_SOAP_1_2_with_the_CRM_and_knows_itself_by_a_password_digest()
    {
        await using var crm = await RunningCrm.StartAsync();

        var lines = await RunClientAsync("crm.php", $"{crm.Address}{CrmClient.Service}?wsdl", "hub", "crm-demo-password");

        lines.Count.ShouldBe(4);
        lines[0].GetProperty("Name").GetString().ShouldBe("Holz & Bau Süd KG");
        lines[0].GetProperty("Status").GetString().ShouldBe("Active");
        lines[0].GetProperty("CreditLimit").ValueKind.ShouldBe(JsonValueKind.Null);
        lines[1].GetProperty("CustomerNo").GetString().ShouldBe("C-2001");
        lines[1].GetProperty("Addresses").GetProperty("Address").GetProperty("Lines").GetProperty("Line")[1].GetString()
            .ShouldBe("2. Stock");
        lines[1].GetProperty("Phone").GetProperty("Type").GetString().ShouldBe("Mobile");
        lines[2].GetProperty("code").GetString().ShouldEndWith("Sender");
        lines[2].GetProperty("detail").GetProperty("CustomerNotFound").GetProperty("CustomerNo").GetString().ShouldBe("C-9999");
        lines[3].GetProperty("subcode").GetString().ShouldEndWith(":FailedAuthentication");
        (await crm.Client.CustomersAsync())[^1].GetProperty("externalRef").GetString().ShouldBe("php-1");
    }

    private static async Task<IReadOnlyList<JsonElement>> RunClientAsync(string script, params string[] arguments)
    {
        if (await Tool.RunAsync("php", "-r", "exit(extension_loaded('soap') ? 0 : 1);") is not { ExitCode: 0 })
            Assert.Skip("php-cli and php-soap are not installed: apt-get install -y --no-install-recommends php-cli php-soap");

        var run = await Tool.RunAsync("php", [Path.Combine(AppContext.BaseDirectory, "Interop", script), .. arguments]);

        run!.ExitCode.ShouldBe(0, run.Output + run.Errors);
        return [.. run.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }
}

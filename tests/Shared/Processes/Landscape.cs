using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Tests.Processes;

/// <summary>The legacy landscape as a process of its own, with the door through which a test tells it to misbehave.</summary>
internal sealed class Landscape : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly HttpClient _control;

    private Landscape(RunningProgram program, IReadOnlyDictionary<string, string> variables, string financeControl)
    {
        (_program, Variables, FinanceControl) = (program, variables, financeControl);
        _control = new HttpClient { BaseAddress = new Uri(ErpAddress) };
    }

    /// <summary>What the demo's plan must be given where no system is called.</summary>
    public static IReadOnlyDictionary<string, string> Nowhere { get; } = Given(_ => "http://127.0.0.1:9");

    /// <summary>What the demo's plan must be given, by the name of the environment variable.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    public string ErpAddress => Variables["ERP_URL"];

    public string CrmAddress => Variables["CRM_URL"];

    public string ShopAddress => Variables["SHOP_URL"];

    /// <summary>The file of the finance database.</summary>
    public string FinanceFile => Variables["FINANCE_DB"];

    /// <summary>Where people of finance work on the database, behind the hub's back.</summary>
    public string FinanceControl { get; }

    public static async Task<Landscape> StartAsync(string dataFolder)
    {
        var program = RunningProgram.Start("dotnet", [Repository.LandscapeProgram, "--data", dataFolder, "--exit-with-parent"]);
        await program.LineAsync("the landscape to be ready", l => l == "ready");
        return new Landscape(program, Given(PlaceOf), PlaceOf("finance-control"));

        string PlaceOf(string system) => program.Text.Split('\n')
            .First(l => l.StartsWith($"{system} ", StringComparison.Ordinal)).Split(' ', 2)[1];
    }

    /// <summary>Tells the ERP how to behave: normal, slow, fail, hang, commitThenHang, commitThenFail, down.</summary>
    public async Task BehaveAsync(string mode, int? times = null, params string[] operations)
    {
        var behaviour = new Dictionary<string, object> { ["mode"] = mode };
        if (times is { } calls)
            behaviour["times"] = calls;
        if (operations.Length > 0)
            behaviour["operations"] = operations;
        (await _control.PutAsJsonAsync("/control/erp/behaviour", behaviour)).EnsureSuccessStatusCode();
    }

    /// <summary>All orders as the ERP itself has them.</summary>
    public async Task<IReadOnlyList<JsonElement>> OrdersAsync() =>
        [.. (await _control.GetFromJsonAsync<JsonElement>("/control/erp/orders")).EnumerateArray()];

    public async Task<int> CountByExternalReferenceAsync(string reference) =>
        (await OrdersAsync()).Count(o => o.GetProperty("externalRef").GetString() == reference);

    /// <summary>What a supervisor sends to stop it.</summary>
    public void Terminate() => _program.Terminate();

    private static Dictionary<string, string> Given(Func<string, string> placeOf) => new()
    {
        ["ERP_URL"] = placeOf("erp"),
        ["CRM_URL"] = placeOf("crm"),
        ["CRM_PASSWORD"] = "crm-demo-password",
        ["FINANCE_DB"] = placeOf("finance"),
        ["SHOP_URL"] = placeOf("shop"),
    };

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _program.DisposeAsync();
    }
}

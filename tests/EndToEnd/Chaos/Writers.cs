using System.Text.Json.Nodes;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>All who edit while owners move: front-ends through the hub, and people at the old systems behind its back.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Front _front;
    private readonly HttpClient _crm;
    private readonly HttpClient _finance;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _running = [];
    private volatile bool _areQuiet;

    public Writers(Doors doors, Landscape landscape, string token)
    {
        _front = new Front(doors, token);
        _crm = new HttpClient { BaseAddress = new Uri(landscape.CrmAddress) };
        _finance = new HttpClient { BaseAddress = new Uri(landscape.FinanceControl) };
    }

    public EditLedger Ledger { get; } = new();

    /// <summary>Whether nobody edits for a while.</summary>
    public bool AreQuiet { get => _areQuiet; set => _areQuiet = value; }

    public void Start()
    {
        List<IWriter> writers = [new InvoiceClerk(_finance, Ledger)];
        for (var n = 0; n < 4; n++)
        {
            writers.Add(new PlainWriter(_front, Ledger, $"plain {n}", $"C-{1001 + n}"));
            writers.Add(Web($"tagged {n}", $"C-{1005 + n}"));
            // The office and the web, in different fields of one customer.
            writers.Add(Web($"web {n}", $"C-{1009 + n}"));
            writers.Add(new OfficeWriter(_crm, Ledger, $"office {n}", $"C-{1009 + n}", 10_000 * (n + 1)));
        }

        for (var n = 0; n < 2; n++)
        {
            // Two web clients in one field, two in different fields.
            writers.Add(Web($"first {n}", $"C-{1013 + n}"));
            writers.Add(Web($"second {n}", $"C-{1013 + n}"));
            writers.Add(Web($"notes {n}", $"C-{1015 + n}"));
            writers.Add(Limits($"limits {n}", $"C-{1015 + n}", 100_000 * (n + 1)));
            // The office and the web in one field.
            writers.Add(Limits($"sales {n}", $"C-{1017 + n}", 300_000 * (n + 1)));
            writers.Add(new OfficeWriter(_crm, Ledger, $"credit {n}", $"C-{1017 + n}", 1_000_000 * (n + 1)));
            writers.Add(new ParentMaker(_front, Ledger, $"parent {n}"));
            writers.Add(new CustomerClerk(_front, null, Ledger, $"leaver {n}"));
            writers.Add(new CustomerClerk(_front, _crm, Ledger, $"closed {n}"));
        }

        _running.AddRange(writers.Select(RepeatAsync));
    }

    /// <summary>Waits until every edit under way is answered.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _front.Dispose();
        _crm.Dispose();
        _finance.Dispose();
        _end.Dispose();
    }

    private TaggedWriter Web(string name, string id) =>
        new(_front, Ledger, name, id, "note", n => JsonValue.Create($"{name} {n}"));

    private TaggedWriter Limits(string name, string id, int first) =>
        new(_front, Ledger, name, id, "creditLimit", n => JsonValue.Create(first + n));

    private async Task RepeatAsync(IWriter writer)
    {
        using var timer = new PeriodicTimer(Pause);
        while (!_end.IsCancellationRequested)
        {
            if (!_areQuiet)
                await writer.EditAsync();
            await timer.WaitForNextTickAsync();
        }
    }
}

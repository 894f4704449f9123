using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Platform.Telemetry;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Systems;

/// <summary>A call is measured and traced by system, operation and outcome, whatever protocol it is made in.</summary>
public sealed class EveryProtocolIsMeasured : IDisposable
{
    private readonly ConcurrentQueue<string> _measured = [];
    private readonly ConcurrentQueue<string> _spans = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly TemporaryFolder _folder = new();

    public EveryProtocolIsMeasured()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "hub.system.call.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            var given = tags.ToArray().ToDictionary(t => t.Key, t => t.Value);
            seconds.ShouldBeGreaterThan(0);
            _measured.Enqueue($"{given[HubTelemetry.System]}.{given[HubTelemetry.Operation]}: {given[HubTelemetry.Outcome]}");
        });
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == HubTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => _spans.Enqueue($"{span.DisplayName}: {span.GetTagItem(HubTelemetry.Outcome)}"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_database_as_well()
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File("ledger.db")}");
        await connection.OpenAsync();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = Ledger.Tables;
            await command.ExecuteNonQueryAsync();
        }

        var system = Ledger.System("sqlite")
            .Replace("finance", "measured", StringComparison.Ordinal)
            .Replace("FINANCE", "LEDGER", StringComparison.Ordinal)
            .Replace("every: 10ms", "every: 1h", StringComparison.Ordinal);
        await using var hub = await RunningAdapters.StartAsync(
            Ledger.Bundle(system, ("capabilities/invoices.yaml", Capability)),
            new PlanReferences(new Dictionary<string, string> { ["LEDGER"] = connection.ConnectionString }));
        await hub.Client.GetAsync("/api/invoices/I-4001");
        await hub.Client.GetAsync("/api/invoices/I-9999");
        await hub.Client.PutAsJsonAsync("/api/invoices/I-4001/remark", new { remark = "x" });

        string[] expected = ["measured.get-invoice: answered", "measured.get-invoice: refused", "measured.set-remark: answered"];
        _measured.Where(m => m.StartsWith("measured.", StringComparison.Ordinal)).ShouldBe(expected);
        _spans.Where(s => s.StartsWith("measured.", StringComparison.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public async Task And_a_SOAP_service()
    {
        await using var stub = await SoapStub.StartAsync();
        stub.AnswerWith(SoapStub.Fault("NoSuchPart", "There is no part 17."), 500);
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = stub.Address }));
        await hub.Client.GetAsync("/api/parts/T-17");

        _measured.ShouldContain("parts.GetPart: refused");
        _spans.ShouldContain("parts.GetPart: refused");
    }

    private const string Capability = """
        capability: invoices
        owner: finance-team
        zone: inside
        pace: record
        access: anonymous
        sides: { legacy: "adapter:measured" }
        routes:
          invoices.get: { match: "GET /api/invoices/{id}" }
          invoices.list: { match: GET /api/invoices }
          invoices.lines: { match: "GET /api/invoices/{id}/lines" }
          invoices.add: { match: POST /api/invoices }
          invoices.remark: { match: "PUT /api/invoices/{id}/remark" }
          invoices.pay: { match: POST /api/payments }
          invoices.odd: { match: "GET /api/odd/{what}" }
          invoices.oddwrite: { match: "POST /api/odd" }
        """;
}

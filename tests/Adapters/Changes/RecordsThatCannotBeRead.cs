using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Changes;
using Hub.Adapters.Recording;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Hub.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Adapters.Tests.Changes;

/// <summary>Records of a numbered feed that the demo's mapping does not understand.</summary>
public sealed class RecordsThatCannotBeRead
{
    [Fact]
    public async Task One_with_an_unknown_code_keeps_its_key_and_its_number_and_the_page_goes_on()
    {
        var source = Source(Item(7, "P-1", "Y"), Item(8, "P-2", "?"), Item(9, "P-3", "N"));
        var changes = await source.ReadAsync(null, 10, CancellationToken.None);

        changes.Select(c => (c.Key, c.Version, c.Position, c.Content is null))
            .ShouldBe([("P-1", 7, "7", false), ("P-2", 8, "8", true), ("P-3", 9, "9", false)]);
        changes.Select(c => c.Fault is null).ShouldBe([true, false, true]);
        changes[1].Fault!.ShouldStartWith("erp gave products P-2, which cannot be read: active: ");
    }

    [Fact]
    public async Task One_whose_key_is_missing_is_named_by_its_number()
    {
        var odd = Item(8, "P-2", "?");
        odd["Item"]!.AsObject().Remove("ItemNo");
        var changes = await Source(odd, Item(9, "P-3", "N")).ReadAsync(null, 10, CancellationToken.None);
        changes.Select(c => c.Key).ShouldBe(["(no key, change 8)", "P-3"]);
    }

    [Fact]
    public async Task One_without_a_version_or_a_position_shares_the_place_of_the_one_before()
    {
        var (odd, lost) = (Item(8, "P-2", "N"), Item(9, "P-3", "?"));
        odd["ChangeNo"] = null;
        lost.Remove("ChangeNo");
        var changes = await Source(Item(7, "P-1", "N"), odd, lost, Item(10, "P-4", "N"))
            .ReadAsync(null, 10, CancellationToken.None);
        changes.Select(c => (c.Key, c.Position, c.Fault is null))
            .ShouldBe([("P-1", "7", true), ("P-2", "7", false), ("P-3", "7", false), ("P-4", "10", true)]);
    }

    [Fact]
    public async Task One_without_a_position_and_none_before_it_is_told_by_its_stream()
    {
        var lost = Item(9, "P-3", "?");
        lost.Remove("ChangeNo");
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(
            () => Source(lost, Item(10, "P-4", "N")).ReadAsync("8", 10, CancellationToken.None));
        error.Message.ShouldBe(
            "erp gave a record of products behind 8 without a readable 'position', so what comes behind it cannot be read. "
            + "Correct the record in erp, or 'position' in the plan; it is read again by itself");
    }

    [Fact]
    public async Task One_that_is_marked_as_deleted_is_a_deletion_also_where_it_cannot_be_read()
    {
        var (gone, odd, there) = (Item(7, "P-1", "N"), Item(8, "P-2", "?"), Item(9, "P-3", "N"));
        // The ERP has no mark, so its prices are taken for one: 1 and 0.
        there["Item"]!["Price"] = 0;
        var source = Source([gone, odd, there], marked: true);
        var changes = await source.ReadAsync(null, 10, CancellationToken.None);
        changes.Select(c => (c.Key, c.Kind, c.Content is null, c.Fault)).ShouldBe(
        [
            ("P-1", ChangeKind.Delete, true, null), ("P-2", ChangeKind.Delete, true, null),
            ("P-3", ChangeKind.Upsert, false, null),
        ]);
    }

    private static JsonObject Item(long number, string key, string active) => new()
    {
        ["ChangeNo"] = number,
        ["Item"] = new JsonObject
        {
            ["ItemNo"] = key.PadRight(12),
            ["Description"] = "Bolt",
            ["Unit"] = "PCS",
            ["Price"] = 1,
            ["Active"] = active,
            ["ListedOn"] = "20260101",
        },
    };

    private static SystemChangeSource Source(params JsonObject[] changes) => Source(changes, marked: false);

    private static SystemChangeSource Source(JsonObject[] changes, bool marked)
    {
        var errors = new PlanErrors();
        var files = PlanFolder.Read(Repository.Plan, null).Files.ToDictionary(f => f.Key, f => f.Value.ToArray());
        if (marked)
            files["systems/erp.yaml"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files["systems/erp.yaml"]).Replace(
                "      out: { at: Item, mapping: product }\n",
                "      deleted: Item/Price\n      out: { at: Item, mapping: product }\n", StringComparison.Ordinal));
        var plan = new PlanLoader([]).Load(new PlanBundle(files), new PlanReferences(Landscape.Nowhere), errors)!;
        var products = SystemReader.Read(plan.Systems.Single(s => s.Name == "erp"), plan, errors)!
            .Entities.Single(e => e.Name == "products");
        return new SystemChangeSource(
            products,
            products.Changes!,
            new SystemCalls(
                "erp",
                new Erp(changes),
                CallPriority.Background,
                TimeProvider.System,
                new SystemTelemetry(new Meters()),
                new Recordings(TimeProvider.System),
                HiddenValues.None,
                NullLogger<SystemCalls>.Instance),
            TimeProvider.System);
    }

    private sealed class Erp(JsonObject[] changes) : ISystemClient
    {
        public TimeSpan Timeout => TimeSpan.FromSeconds(5);

        public string Kind => "model";

        public string Location => "nowhere";

        public Task<SystemOutcome> ProbeAsync(CancellationToken cancellation) =>
            Task.FromResult<SystemOutcome>(new Answer(null));

        public PreparedCall Prepare(
            Operation operation, JsonText document, Exchange? exchange = null, Caller? caller = null) =>
            new([], (_, _) => Task.FromResult<SystemOutcome>(new Answer(JsonText.Of(new JsonObject
            {
                ["Changes"] = new JsonObject { ["Change"] = new JsonArray([.. changes]) },
            }))));
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}

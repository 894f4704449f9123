namespace Hub.Console.Tests;

/// <summary>
/// A hub whose own surface has a port of its own, and of which only that works: both sides are dead, and of its store the
/// evidence is gone.
/// </summary>
public sealed class HubInNeed : ConsoleHub
{
    protected override IReadOnlyList<string> Arguments => ["--admin-urls", "http://127.0.0.1:0"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var route in new[] { "things.get", "things.list" })
            await ShiftAsync(route, "shadow");
        await CallAsync("/api/things/1", "C-1");
        await StopSidesAsync();
        foreach (var table in new[] { "route_evidence", "difference_example", "evidence_document" })
            await StoreAsync($"DROP TABLE {table}");
    }
}

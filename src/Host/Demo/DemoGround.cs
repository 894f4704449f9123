using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;

namespace Hub.Host.Demo;

/// <summary>
/// Tells the demo from every other hub. Traffic is played, and faults are switched on, only where the demo's legacy landscape
/// runs beside the hub, all else is in the hub's own process and data folder, and the plan served asks nobody but these.
/// </summary>
/// <param name="landscape">Where the landscape's systems are, by the variable that the plan takes an address from.</param>
internal sealed class DemoGround(IReadOnlyDictionary<string, string> landscape)
{
    // What a store or a bus of its own would let others share.
    private static readonly string[] Shared = [StoreOptions.Variable, "HUB_BUS"];

    /// <summary>Returns why a hub that is about to start is not the demo alone, and what to do; null where it is.</summary>
    /// <param name="demo">Whether the demo's landscape may be started.</param>
    /// <param name="planFolder">The plan's folder.</param>
    /// <param name="whole">Whether all roles run in this process, and none elsewhere.</param>
    public static string? FindObstacle(bool demo, string planFolder, bool whole) =>
        !demo ? "--no-demo leaves out the demo's legacy landscape: start without --no-demo"
        : !File.Exists(Path.Combine(planFolder, DemoLandscape.FileName))
            ? $"the plan in {planFolder} has no {DemoLandscape.FileName}, so its systems are not the demo's: "
                + "start the demo's plan"
        : !whole ? "parts of this hub run elsewhere: start without --roles and --peer"
        : Shared.FirstOrDefault(v => Environment.GetEnvironmentVariable(v) is { Length: > 0 }) is { } shared
            ? $"{shared} is set, so that others may share what the hub keeps: start without it"
        : null;

    /// <summary>
    /// Returns what a plan would have the hub ask besides the demo's systems and its own services; null for nothing.
    /// </summary>
    public string? FindForeign(MigrationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Systems.Where(s => !IsOfDemo(s)).Select(s => $"system {s.Name}")
            .Concat(plan.Routes.SelectMany(r => new[] { r.Legacy, r.New }).OfType<SideTarget>()
                .Where(s => s.Address is { } address && !IsOfDemo(address)).Select(s => $"side {s.Name}"))
            .Concat(plan.Capabilities.SelectMany(c => c.Link?.Sides ?? [])
                .Where(s => s.Kind == SideKind.Address).Select(s => $"side {s}"))
            .Concat(plan.CatchAll.Where(c => !IsOfDemo(c.To)).Select(c => $"catch-all {c.Written}"))
            .FirstOrDefault();
    }

    private bool IsOfDemo(SystemPlan system) =>
        Uri.TryCreate(system.Node["soap"]?["address"]?.Value, UriKind.Absolute, out var address) ? IsOfDemo(address)
        : system.Node["sql"] is { } sql && sql["provider"]?.Text == "sqlite" && sql["connection"]?.Value is { } connection
            && landscape.Values.Any(file => Path.IsPathRooted(file) && connection.Contains(file, StringComparison.Ordinal));

    private bool IsOfDemo(Uri address) => landscape.Values.Any(known =>
        Uri.TryCreate(known, UriKind.Absolute, out var system) && system.Scheme == address.Scheme
        && system.Authority == address.Authority);
}

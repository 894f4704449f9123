using Hub.Adapters.Serving;
using Hub.Facade.Connections;
using Hub.Host.Shell;
using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Up;

/// <summary>What a person is told when the hub is ready: where everything is, and what to try.</summary>
internal static class Welcome
{
    /// <param name="app">The hub.</param>
    /// <param name="options">What it was told.</param>
    /// <param name="landscape">Where the demo's systems are, by variable; null without them.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task PrintAsync(
        WebApplication app, UpOptions options, IReadOnlyDictionary<string, string>? landscape, CancellationToken cancellation)
    {
        var url = app.Urls.FirstOrDefault() ?? options.Urls;
        var snapshot = app.Services.GetRequiredService<CurrentRouting>().Snapshot;
        var ready = app.Services.GetRequiredService<Readiness>().Problem is null ? "Hub is ready" : "Hub is running, not ready";
        Terminal.Notes.WriteLine($"{ready}: revision {snapshot.Revision}, {Counted.Of(snapshot.States.Count, "route")}.");
        var admin = app.Services.GetService<AdminListener>()?.Addresses ?? [];
        Terminal.Notes.WriteLine($"  facade     {string.Join(", ", app.Urls.Except(admin))}");
        if (admin.Count > 0)
            Terminal.Notes.WriteLine($"  admin      {string.Join(", ", admin)}");
        var surface = admin.Count > 0 ? admin[0] : url;
        Terminal.Notes.WriteLine($"  console    {surface}/hub/console");
        if (options.Roles.HasFlag(Roles.Facade))
            Terminal.Notes.WriteLine($"  docs       {surface}/hub/docs");
        if (app.Services.GetService<SystemHealth>() is { } health)
            foreach (var system in await health.CheckAsync(cancellation))
                Terminal.Notes.WriteLine($"  {system.Name,-10} {system.Problem ?? "alive"}: {system.Kind} at {system.Location}");
        foreach (var catchAll in snapshot.Plan.CatchAll.Where(c => c.Host is not null))
            Terminal.Notes.WriteLine($"  {catchAll.Host,-10} passes through to {catchAll.Written}");
        var addresses = landscape ?? new Dictionary<string, string>();
        foreach (var (variable, address) in addresses.OrderBy(a => a.Key, StringComparer.Ordinal))
            Terminal.Notes.WriteLine($"  {variable,-10} {address}");
        if (options.TrafficRate is { } rate)
            Terminal.Notes.WriteLine(
                $"  traffic    {Counted.Of(rate, "act")} a second, by front-ends and back-office people, until the hub stops");
        Terminal.Notes.WriteLine($"  data       {Path.GetFullPath(options.DataFolder)}");
        if (app.Services.GetRequiredService<StoreOptions>().Postgres is not null)
            Terminal.Notes.WriteLine($"  store      {app.Services.GetRequiredService<HubStore>().Database.Location}");
        if (!app.Services.GetRequiredService<HubStore>().Records.Encrypts)
            Terminal.Notes.WriteLine(
                $"  records    kept in the clear: let {RecordKeys.Variable} name a file with a key (openssl rand -base64 32)");
        Terminal.Notes.WriteLine($"  token      {Path.GetFullPath(app.Services.GetRequiredService<AdminToken>().Path)}");
        // What commands do not find by themselves, they are told.
        var hub = surface == HubAddress.Default ? "./hub" : $"HUB_URL={surface} ./hub";
        var data = options.DataFolder == HubOptions.DefaultData ? "" : $" --data {options.DataFolder}";
        if ((hub, data) is not ("./hub", "") && options.Roles.HasFlag(Roles.Facade))
            Terminal.Notes.WriteLine($"  commands   {hub} …{data}");
        if (landscape is not null)
        {
            Terminal.Notes.WriteLine("Try, in another terminal:");
            Terminal.Notes.WriteLine($"  curl {url}/api/products/P-2001");
            string[] next = ["routes", "shift orders.place --to canary --percent 10 --reason \"first customers\""];
            foreach (var command in next)
                Terminal.Notes.WriteLine($"  {hub} {command}{data}");
        }

        Terminal.Notes.WriteLine("Ctrl+C stops it.");
    }
}

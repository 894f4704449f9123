using Hub.Host.Commands;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Up;

/// <summary>What a person is told when the hub is ready: where everything is, and what to try.</summary>
internal static class Welcome
{
    public static void Print(WebApplication app, UpOptions options, LandscapeProcess? landscape)
    {
        var url = app.Urls.FirstOrDefault() ?? options.Urls;
        var snapshot = app.Services.GetRequiredService<CurrentRouting>().Snapshot;
        Terminal.Out.WriteLine($"Hub is ready: revision {snapshot.Revision}, {snapshot.States.Count} routes.");
        Terminal.Out.WriteLine($"  facade     {string.Join(", ", app.Urls)}");
        foreach (var (name, address) in landscape?.Addresses ?? new Dictionary<string, string>(StringComparer.Ordinal))
            Terminal.Out.WriteLine($"  {name,-10} {address}");
        Terminal.Out.WriteLine($"  data       {Path.GetFullPath(options.DataFolder)}");
        if (app.Services.GetRequiredService<StoreOptions>().Postgres is not null)
            Terminal.Out.WriteLine($"  store      {app.Services.GetRequiredService<HubStore>().Database.Location}");
        Terminal.Out.WriteLine($"  token      {Path.GetFullPath(app.Services.GetRequiredService<AdminToken>().Path)}");
        if (options.Demo)
        {
            Terminal.Out.WriteLine("Try, in another terminal:");
            Terminal.Out.WriteLine($"  curl {url}/api/products/P-2001");
            Terminal.Out.WriteLine("  ./hub routes");
            Terminal.Out.WriteLine("  ./hub shift orders.place --to canary --percent 10 --reason \"first customers\"");
        }

        Terminal.Out.WriteLine("Ctrl+C stops it.");
    }
}

using System.CommandLine.Parsing;
using Hub.Facade.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Host.Up;

/// <summary>Reads <c>--admin-urls</c>.</summary>
internal static class AdminPort
{
    /// <summary>Each is an address that can be listened at: the hub speaks HTTP, and what ends TLS stands before it.</summary>
    public static void ValidateAddresses(OptionResult result)
    {
        foreach (var url in Split(result.GetValueOrDefault<string?>() ?? ""))
        {
            var option = result.Option.Name;
            if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                result.AddError($"{option} '{url}': the hub itself speaks no TLS; end it before the hub, and write http://.");
            else if (!IsAddress(url))
                result.AddError($"{option} '{url}' is not an address to listen at: "
                    + "write one such as http://127.0.0.1:8080; several are separated by ';'.");
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                && BindingAddress.Parse(url).Port is >= 0 and <= 65535;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Two addresses that share a port cannot be told apart by it.</summary>
    public static void Validate(OptionResult result, string urls, string? adminUrls)
    {
        try
        {
            var shared = Ports(urls).Intersect(Ports(adminUrls ?? "")).Where(p => p != 0).ToList();
            if (shared.Count > 0)
                result.AddError($"--admin-urls needs a port of its own; {shared[0]} is one of --urls.");
        }
        catch (FormatException)
        {
            // Said of each address already.
        }
    }

    public static IServiceCollection AddAdminPort(this IServiceCollection services, UpOptions options) =>
        options.AdminUrls is null
            ? services
            : services.AddSingleton(provider => new AdminListener(
                Listening.Public(options).Count,
                provider.GetRequiredService<IServer>(),
                provider.GetRequiredService<IHostApplicationLifetime>()));

    private static IEnumerable<int> Ports(string urls) => Split(urls).Select(u => BindingAddress.Parse(u).Port);

    private static string[] Split(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

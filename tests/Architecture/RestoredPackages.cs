using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hub.Architecture.Tests;

/// <summary>
/// What was really restored, with all that the packages bring along. The package source may have no list of advisories, so
/// the versions that the hub has left behind, and a few that often come along, are named here.
/// </summary>
public sealed partial class RestoredPackages
{
    public static TheoryData<string, string, string> Advisories => new()
    {
        { "Azure.Identity", "1.11.4", "CVE-2024-35255" },
        { "Microsoft.Data.SqlClient", "5.1.3", "CVE-2024-0056" },
        { "Microsoft.Identity.Client", "4.61.3", "CVE-2024-35255" },
        { "Microsoft.IdentityModel.JsonWebTokens", "7.1.2", "CVE-2024-21319" },
        { "Newtonsoft.Json", "13.0.1", "CVE-2024-21907" },
        { "Npgsql", "8.0.3", "CVE-2024-32655" },
        { "OpenTelemetry.Api", "1.11.2", "CVE-2025-27513" },
        { "OpenTelemetry.Instrumentation.AspNetCore", "1.8.1", "CVE-2024-32028" },
        { "OpenTelemetry.Instrumentation.Http", "1.8.1", "CVE-2024-32028" },
        { "SQLite", "3.50.2", "CVE-2025-6965" },
        { "SQLitePCLRaw.lib.e_sqlite3", "3.50.2", "CVE-2025-6965" },
        { "SourceGear.sqlite3", "3.50.2", "CVE-2025-6965" },
        { "System.Drawing.Common", "5.0.3", "CVE-2021-24112" },
        { "System.Formats.Asn1", "8.0.1", "CVE-2024-38095" },
        { "System.IdentityModel.Tokens.Jwt", "7.1.2", "CVE-2024-21319" },
        { "System.Net.Http", "4.3.4", "CVE-2018-8292" },
        { "System.Security.Cryptography.Pkcs", "8.0.1", "CVE-2023-29331" },
        { "System.Text.Encodings.Web", "5.0.1", "CVE-2021-26701" },
        { "System.Text.Json", "8.0.5", "CVE-2024-43485" },
        { "System.Text.RegularExpressions", "4.3.1", "CVE-2019-0820" },
    };

    // Packages whose later versions cost a fee.
    public static TheoryData<string, string> Licensed => new()
    {
        { "Json.More.Net", "3.0.0" },
        { "JsonSchema.Net", "9.0.0" },
        { "MassTransit", "9.0.0" },
        { "MassTransit.Abstractions", "9.0.0" },
        { "MassTransit.RabbitMQ", "9.0.0" },
    };

    [Theory]
    [MemberData(nameof(Advisories))]
    public void No_version_with_a_known_advisory_comes_along(string package, string first, string advisory) =>
        Users(package).Where(u => u.Version < Version.Parse(first)).ShouldBeEmpty($"{advisory} is mended in {first}");

    [Theory]
    [MemberData(nameof(Licensed))]
    public void No_version_that_costs_a_fee_comes_along(string package, string first) =>
        Users(package).Where(u => u.Version >= Version.Parse(first)).ShouldBeEmpty();

    [Fact]
    public void Every_package_stands_in_the_list_of_licences()
    {
        var list = Projects.Text("docs/licences.md");
        Projects.All.SelectMany(Restored).Select(r => $"| {r.Package} |").Distinct(StringComparer.Ordinal)
            .Where(line => !list.Contains(line, StringComparison.OrdinalIgnoreCase))
            .ShouldBeEmpty("run eng/licences");
    }

    private static IEnumerable<(string Project, Version Version)> Users(string package) =>
        from project in Projects.All
        from restored in Restored(project)
        where string.Equals(restored.Package, package, StringComparison.OrdinalIgnoreCase)
        select (project.Name, Version.Parse(Numbers.Match(restored.Version).Value));

    private static IEnumerable<(string Package, string Version)> Restored(Project project)
    {
        var assets = Path.Combine(Path.GetDirectoryName(project.Path)!, "obj", "project.assets.json");
        using var json = JsonDocument.Parse(File.ReadAllBytes(assets));
        return
        [
            .. from library in json.RootElement.GetProperty("libraries").EnumerateObject()
               where library.Value.GetProperty("type").GetString() == "package"
               let parts = library.Name.Split('/')
               select (parts[0], parts[1]),
        ];
    }

    [GeneratedRegex("^[0-9]+(\\.[0-9]+){1,3}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers { get; }
}

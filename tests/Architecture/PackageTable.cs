namespace Hub.Architecture.Tests;

/// <summary>The design's package rule, held against project files and sources.</summary>
public sealed class PackageTable
{
    [Theory]
    [InlineData("Yarp.ReverseProxy", "Hub.Facade")]
    [InlineData("Polly.Core", "Hub.Facade", "Hub.Sync", "Hub.Platform")]
    [InlineData("MassTransit", "Hub.Platform")]
    [InlineData("MassTransit.RabbitMQ", "Hub.Platform")]
    [InlineData("Hangfire.AspNetCore", "Hub.Platform")]
    [InlineData("Hangfire.PostgreSql", "Hub.Platform")]
    [InlineData("Hangfire.Storage.SQLite", "Hub.Platform")]
    [InlineData("Cronos", "Hub.Platform")]
    [InlineData("YamlDotNet", "Hub.Platform")]
    [InlineData("CsvHelper", "Hub.Adapters")]
    [InlineData("Microsoft.Data.Sqlite.Core", "Hub.Platform", "Hub.ServiceKit", "Hub.Adapters")]
    [InlineData("Npgsql", "Hub.Platform", "Hub.ServiceKit", "Hub.Adapters")]
    [InlineData("Microsoft.Data.SqlClient", "Hub.Adapters")]
    [InlineData("OpenTelemetry.Exporter.OpenTelemetryProtocol", "Hub.Platform")]
    [InlineData("OpenTelemetry.Exporter.Prometheus.AspNetCore", "Hub.Platform")]
    [InlineData("OpenTelemetry.Extensions.Hosting", "Hub.Platform")]
    [InlineData("OpenTelemetry.Instrumentation.AspNetCore", "Hub.Platform")]
    [InlineData("OpenTelemetry.Instrumentation.Http", "Hub.Platform")]
    [InlineData("Spectre.Console", "Hub.Host")]
    [InlineData("System.CommandLine", "Hub.Host")]
    public void A_package_lives_where_the_table_says(string package, params string[] parts)
    {
        var users = Projects.Under("src").Where(p => p.Packages.Contains(package)).Select(p => p.Name).ToList();
        users.Except(parts).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using Yarp.", "src/Facade/")]
    // The keys of sessions are XML to the framework that asks for them.
    [InlineData("using System.Xml", "src/Adapters/", "src/Console/SigningIn/")]
    [InlineData("using Microsoft.AspNetCore.Components", "src/Console/")]
    [InlineData("using Microsoft.AspNetCore.DataProtection", "src/Console/SigningIn/")]
    [InlineData("using Hangfire", "src/Platform/Jobs/")]
    [InlineData("using Cronos", "src/Platform/Calendars/")]
    [InlineData("using YamlDotNet", "src/Platform/Plan/")]
    [InlineData("using CsvHelper", "src/Adapters/Layouts/", "src/Adapters/Files/")]
    [InlineData("using Microsoft.Data.Sqlite", "src/NewServices/Kit/Storage/", "src/Adapters/Sql/")]
    [InlineData("using Npgsql", "src/NewServices/Kit/Storage/", "src/Adapters/Sql/", "src/Adapters/Slots/")]
    [InlineData("using Microsoft.Data.SqlClient", "src/Adapters/Sql/")]
    [InlineData("using OpenTelemetry", "src/Platform/Telemetry/")]
    [InlineData("AddMassTransit(", "src/Platform/Messaging/")]
    public void What_a_package_offers_is_used_in_its_room(string use, params string[] rooms)
    {
        var strays = Projects.Sources("src")
            .Where(s => !rooms.Any(room => s.Path.StartsWith(room, StringComparison.Ordinal)))
            .Where(s => s.Text.Contains(use, StringComparison.Ordinal))
            .Select(s => s.Path);
        strays.ShouldBeEmpty();
    }

    [Fact]
    public void Every_version_stands_in_the_central_table() =>
        Projects.All.Where(p => p.PackagesWithVersion.Any()).Select(p => p.Name).ShouldBeEmpty();

    [Fact]
    public void The_bus_stays_on_the_Apache_licensed_line() =>
        Projects.CentralVersions.Where(v => v.Key.StartsWith("MassTransit", StringComparison.Ordinal))
            .ShouldAllBe(v => v.Value.EndsWith(",9.0.0)", StringComparison.Ordinal));
}

using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Systems;

/// <summary>What the migration team is told of the systems of record.</summary>
public sealed class Alive
{
    [Theory]
    [InlineData(200, null)]
    [InlineData(405, null)]
    [InlineData(500, null)]
    [InlineData(503, "HTTP 503")]
    public async Task Whoever_answers_HTTP_is_alive_but_for_a_gateways_excuse(int status, string? problem)
    {
        await using var stub = await SoapStub.StartAsync();
        stub.AnswerWith("no envelope", status);
        var standing = await StandingAsync(Parts.Bundle(), new() { ["PARTS"] = stub.Address + "?key=s3cret" });
        standing.Problem.ShouldBe(problem);
        standing.Kind.ShouldBe("SOAP 1.1");
        standing.Location.ShouldBe("${env:PARTS}");
    }

    [Fact]
    public async Task A_service_that_is_not_there_cannot_be_reached()
    {
        var address = await AddressNobodyHasAsync();
        (await StandingAsync(Parts.Bundle(), new() { ["PARTS"] = address })).Problem.ShouldBe("cannot be reached");
    }

    [Fact]
    public async Task A_database_is_asked_for_a_connection_and_nothing_more()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("ledger.db");
        var connection = new Dictionary<string, string> { ["FINANCE"] = $"Data Source={file};Pooling=False" };
        var missing = await StandingAsync(Ledger.Bundle(Ledger.System("sqlite")), connection);
        (missing.Kind, missing.Location, missing.Problem).ShouldBe(("SQLite", "${env:FINANCE}", "cannot be reached"));
        File.Exists(file).ShouldBeFalse();

        await using (var database = new SqliteConnection($"Data Source={file};Pooling=False"))
            await database.OpenAsync();
        (await StandingAsync(Ledger.Bundle(Ledger.System("sqlite")), connection)).Alive.ShouldBeTrue();
    }

    private static async Task<SystemStanding> StandingAsync(PlanBundle plan, Dictionary<string, string> given)
    {
        await using var hub = await RunningAdapters.StartAsync(plan, new PlanReferences(given));
        return (await hub.Health.CheckAsync(TestContext.Current.CancellationToken)).Single();
    }

    private static async Task<string> AddressNobodyHasAsync()
    {
        await using var gone = await SoapStub.StartAsync();
        return gone.Address;
    }
}

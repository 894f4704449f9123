using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Sql;

public sealed class OnSqlite : SqlContract
{
    [Fact]
    public async Task A_database_that_does_not_exist_is_not_created()
    {
        var path = ((SqliteUnderTest)Database).Elsewhere;
        (await Hub.Client.GetAsync("/api/invoices/I-4001")).IsSuccessStatusCode.ShouldBeTrue();
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_another_one_holds_is_a_503_that_may_be_tried_again()
    {
        await using var other = await Database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        using (var answer = await PostAsync("/api/odd", """{"what": "x"}"""))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }

        await transaction.RollbackAsync();
        (await PostAsync("/api/odd", """{"what": "x"}""")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_commit_that_a_reader_holds_up_has_done_nothing()
    {
        await using var other = (SqliteConnection)await Database.OpenAsync();
        await using var reading = other.BeginTransaction(deferred: true);
        await using var command = other.CreateCommand();
        (command.CommandText, command.Transaction) = ("SELECT count(*) FROM invoice", reading);
        await command.ExecuteScalarAsync();
        using var answer = await PostAsync("/api/odd", """{"what": "held up"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was done");
        await reading.RollbackAsync();
        JsonNode.Parse(await Hub.Client.GetStringAsync("/api/invoices/I-4001"))!["remark"].ShouldBeNull();
        (await PostAsync("/api/odd", """{"what": "done"}""")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

using System.Net;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Tests;
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

    [Fact]
    public async Task A_row_whose_column_holds_another_type_is_told_with_its_key_and_the_others_are_read()
    {
        var first = await AllAsync(null);
        await ExecuteAsync(
            "INSERT INTO invoice VALUES (4004, 'C-1', 'a lot', 20260101, NULL), (4005, 'C-1', 1, 20260101, NULL), "
            + "(4006, 'C-1', x'00FF', 20260101, NULL)");
        var second = await ChangesAsync(first[^1].Position, 3);
        second.Select(c => (c.Key, c.Fault)).ShouldBe(
        [
            ("I-4004", "finance gave invoices I-4004, which cannot be read: FIAMT: is not a bigint"),
            ("I-4005", null),
            ("I-4006", "finance gave invoices I-4006, which cannot be read: FIAMT: is bytes where something else is declared"),
        ]);

        await ExecuteAsync("UPDATE invoice SET fiamt = 7 WHERE fino = 4004");
        var third = (await ChangesAsync(second[^1].Position, 1)).ShouldHaveSingleItem();
        (third.Key, third.Fault, third.Content!["amount"]!.ToJsonString()).ShouldBe(("I-4004", null, "0.07"));
    }

    [Fact]
    public async Task A_row_whose_key_cannot_be_read_is_told_by_its_stream_and_those_before_it_go_over()
    {
        var first = await AllAsync(null);
        await ExecuteAsync(
            "INSERT INTO invoice VALUES ('abc', 'C-1', 1, 20260101, NULL), (4005, 'C-1', 1, 20260101, NULL)");
        var second = await ChangesAsync(first[^1].Position, 1);
        second.Select(c => c.Key).ShouldBe(["I-4005"]);
        await Eventually.HoldsAsync(async () => await FailsAsync(second[^1].Position));
        var third = await Source.ReadAsync(second[^1].Position, 10, CancellationToken.None);
        third.Select(c => (c.Key, c.Fault is null)).ShouldBe([("(no key, after 4005)", false)]);

        await Eventually.HoldsAsync(async () => await FailsAsync(third[^1].Position));
        var error = await Should.ThrowAsync<ChangeTargetUnavailableException>(
            () => Source.ReadAsync(third[^1].Position, 10, CancellationToken.None));
        error.Message.ShouldBe(
            "finance gave a record of invoices behind 4005 without a readable 'key', so what comes behind it cannot be read. "
            + "Correct the record in finance, or 'key' in the plan; it is read again by itself");
    }

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());
}

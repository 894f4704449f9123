using System.Text.Json.Nodes;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Tables;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Sql.Tables;

/// <summary>The statements that the hub writes itself, as text: for SQL Server too, which is not always at hand.</summary>
public sealed class GeneratedText
{
    private static readonly CursorSeal Cursors = new(null!);

    [Theory]
    [InlineData("sqlite", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "id" = @p0""")]
    [InlineData("postgres", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "id" = @p0""")]
    [InlineData("sqlserver", """SELECT [id], [customer], [total], [rev] FROM [ledger].[in"voice] WHERE [id] = @p0""")]
    public void Get(string provider, string text) => TextOf(new TableGet(Table(provider)), """{"id": 1}""").ShouldBe([text]);

    [Theory]
    [InlineData("sqlite", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "customer" = """
        + """@p0 AND "total" IS NULL ORDER BY CASE WHEN "total" IS NULL THEN 1 ELSE 0 END DESC, "total" DESC, "id" """
        + """LIMIT @p1""")]
    [InlineData("postgres", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "customer" = """
        + """@p0 AND "total" IS NULL ORDER BY "total" DESC, "id" LIMIT @p1""")]
    [InlineData("sqlserver", """SELECT [id], [customer], [total], [rev] FROM [ledger].[in"voice] WHERE [customer] = """
        + """@p0 AND [total] IS NULL ORDER BY CASE WHEN [total] IS NULL THEN 1 ELSE 0 END DESC, [total] DESC, [id] """
        + """OFFSET 0 ROWS FETCH NEXT @p1 ROWS ONLY""")]
    public void List(string provider, string text) =>
        TextOf(new TableList(Table(provider)), """{"customer": "C'); --", "total": null, "order": "-total", "limit": 5}""")
            .ShouldBe([text]);

    [Theory]
    [InlineData("total", "t1", """(("total" > @p0 OR "total" IS NULL)) OR ("total" = @p0 AND "id" > @p1)""")]
    [InlineData("total", null, """("total" IS NULL AND "id" > @p0)""")]
    [InlineData("-total", null, """("total" IS NOT NULL) OR ("total" IS NULL AND "id" > @p0)""")]
    [InlineData("-total", "t1", """("total" < @p0) OR ("total" = @p0 AND "id" > @p1)""")]
    public void A_page_begins_behind_the_last_row(string order, string? value, string condition)
    {
        var table = Table("sqlite");
        var values = new StatementValues();
        var after = ListOrder.Read(table, order, out _)!.After(
            table.Provider, [value is null ? null : new SqlRaw(value), new SqlRaw("i7")], values);
        after.Trim('(', ')').ShouldBe(condition.Trim('(', ')'));
    }

    [Fact]
    public void Where_the_first_column_is_never_NULL_an_index_is_of_use()
    {
        var table = Table("sqlserver");
        ListOrder.Read(table, "-customer", out _)!.After(
                table.Provider, [new SqlRaw("nvarchar:C"), new SqlRaw("int:7")], new StatementValues())
            .ShouldBe("[customer] <= @p0 AND (([customer] < @p0) OR ([customer] = @p0 AND [id] > @p1))");
    }

    [Theory]
    [InlineData("sqlite", """INSERT INTO "ledger"."in""voice" ("customer", "rev") VALUES (@p0, 1); """
        + """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE _rowid_ = last_insert_rowid() """
        + """AND changes() > 0""")]
    [InlineData("postgres", """INSERT INTO "ledger"."in""voice" ("customer", "rev") VALUES (@p0, 1) """
        + """RETURNING "id", "customer", "total", "rev" """)]
    [InlineData("sqlserver", """DECLARE @inserted TABLE (k0 int); INSERT INTO [ledger].[in"voice] ([customer], """
        + """[rev]) OUTPUT inserted.[id] INTO @inserted VALUES (@p0, 1); SELECT [id], [customer], [total], [rev] """
        + """FROM [ledger].[in"voice] WHERE EXISTS (SELECT 1 FROM @inserted WHERE k0 = [id])""")]
    public void Insert(string provider, string text) =>
        TextOf(new TableInsert(Table(provider)), """{"customer": "C"}""").ShouldBe([text.Trim()]);

    [Fact]
    public void A_key_that_is_given_needs_no_table_beside_it() =>
        TextOf(new TableInsert(Table("sqlserver", generated: false)), """{"id": 7, "customer": "C"}""").ShouldBe([
            """INSERT INTO [ledger].[in"voice] ([id], [customer], [rev]) VALUES (@p0, @p1, 1); SELECT [id], """
        + """[customer], [total], [rev] FROM [ledger].[in"voice] WHERE [id] = @p0"""]);

    [Theory]
    [InlineData("sqlite", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "id" = """
        + """@p0""", """UPDATE "ledger"."in""voice" SET "total" = @p0, "rev" = "rev" + 1 WHERE "id" = @p1; """
        + """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "id" = @p1""")]
    [InlineData("postgres", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "id" = @p0 """
        + """FOR UPDATE""", """UPDATE "ledger"."in""voice" SET "total" = @p0, "rev" = "rev" + 1 WHERE "id" = @p1 """
        + """RETURNING "id", "customer", "total", "rev" """)]
    [InlineData("sqlserver", """SELECT [id], [customer], [total], [rev] FROM [ledger].[in"voice] WITH (UPDLOCK) """
        + """WHERE [id] = @p0""", """UPDATE [ledger].[in"voice] SET [total] = @p0, [rev] = [rev] + 1 WHERE [id] = """
        + """@p1; SELECT [id], [customer], [total], [rev] FROM [ledger].[in"voice] WHERE [id] = @p1""")]
    public void Update(string provider, string held, string text) =>
        TextOf(new TableUpdate(Table(provider)), """{"id": 1, "total": 2, "version": "3"}""").ShouldBe([held, text.Trim()]);

    // The key is a number, which is compared with its record's spelling before the record goes.
    [Theory]
    [InlineData("sqlite", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "id" = @p0""",
        """DELETE FROM "ledger"."in""voice" WHERE "id" = @p0 RETURNING 1""")]
    [InlineData("postgres", """SELECT "id", "customer", "total", "rev" FROM "ledger"."in""voice" WHERE "id" = @p0 FOR UPDATE""",
        """DELETE FROM "ledger"."in""voice" WHERE "id" = @p0 RETURNING 1""")]
    [InlineData("sqlserver", """SELECT [id], [customer], [total], [rev] FROM [ledger].[in"voice] WITH (UPDLOCK) """
        + """WHERE [id] = @p0""", """DECLARE @gone int; DELETE FROM [ledger].[in"voice] WHERE [id] = @p0; SET @gone = """
        + """@@ROWCOUNT; SELECT @gone WHERE @gone > 0""")]
    public void Delete(string provider, string held, string text) =>
        TextOf(new TableDelete(Table(provider)), """{"id": 1}""").ShouldBe([held, text]);

    [Theory]
    [InlineData("postgres", true, "", "", null, false, """SELECT * FROM "s"."f"("a" => @a, "b" => @b)""")]
    [InlineData("postgres", true, "", "", "int", false, """SELECT "s"."f"("a" => @a, "b" => @b) AS returns""")]
    [InlineData("postgres", false, "", "", null, true, """SELECT * FROM "s"."f"("a" => @a, "b" => @b)""")]
    [InlineData("postgres", false, "b", "c", null, false, """CALL "s"."f"("a" => @a, "b" => @b, "c" => NULL)""")]
    [InlineData("sqlserver", false, "b", "c", "int", true, "EXEC @returns = s.f @a = @a, @b = @b OUTPUT, @c = @c OUTPUT")]
    [InlineData("sqlserver", false, "", "", null, true, "EXEC s.f @a = @a, @b = @b")]
    [InlineData("sqlserver", true, "", "", "int", false, "SELECT s.f(@a, @b) AS [returns]")]
    [InlineData("sqlserver", true, "", "", null, true, "SELECT * FROM s.f(@a, @b)")]
    [InlineData("postgres", true, "", "c", null, true, null)]
    [InlineData("sqlserver", true, "", "c", null, false, null)]
    [InlineData("sqlite", false, "", "", null, false, null)]
    public void Routines(string provider, bool function, string inOut, string output, string? returns, bool rows, string? text)
    {
        SqlField[] inputs = [Column("a", "int"), Column("b", "int")];
        var outputs = inputs.Where(i => i.Name == inOut).Concat(output.Length > 0 ? [Column(output, "int")] : []).ToList();
        var call = Provider(provider).CallOf(
            new SqlRoutine("s.f", function, inputs, outputs, returns is null ? null : Column("returns", returns), rows));
        call.Text.ShouldBe(text);
        (call.Problem is null).ShouldBe(text is not null);
    }

    [Theory]
    [InlineData("sqlite", "a\"; DROP TABLE x; --", "\"a\"\"; DROP TABLE x; --\"")]
    [InlineData("postgres", "a\"b", "\"a\"\"b\"")]
    [InlineData("sqlserver", "a]; DROP TABLE x; --", "[a]]; DROP TABLE x; --]")]
    public void A_name_stays_a_name(string provider, string name, string quoted) =>
        Provider(provider).Quote(name).ShouldBe(quoted);

    [Theory]
    [InlineData("decimal", "1.005", "decimal(38, 3)")]
    [InlineData("decimal", "12", "decimal(38, 0)")]
    [InlineData("decimal", "123456789012345678901234567890.25", "decimal(38, 2)")]
    [InlineData("real", "0.33333334", "real")]
    [InlineData("double", "0.1", "float")]
    [InlineData("timestamp", "\"2031-01-01T10:11:12.004\"", "datetime2")]
    [InlineData("utc", "\"2031-01-01T10:11:12.004Z\"", "datetime2")]
    [InlineData("timestamptz", "\"2031-01-01T10:11:12.0049999+01:00\"", "datetimeoffset")]
    [InlineData("time", "\"10:11:12.0049999\"", "time")]
    public void A_key_that_its_column_may_round_is_looked_for_as_it_is_held(string type, string key, string held) =>
        TextOf(new TableInsert(Keyed(type)), $$"""{"k": {{key}}, "n": 7}""").ShouldBe([
            $"DECLARE @inserted TABLE (k0 {held}); INSERT INTO [t] ([k], [n]) OUTPUT inserted.[k] INTO @inserted "
            + "VALUES (@p0, @p1); SELECT [k], [n] FROM [t] WHERE [n] = @p1 AND "
            + "EXISTS (SELECT 1 FROM @inserted WHERE k0 = [k])"]);

    [Theory]
    [InlineData("double", "0.33333334", "real", "0.33333334")]
    [InlineData("timestamp", "\"2031-01-01T10:11:12.003\"", "datetime", "2031-01-01T10:11:12.0030000")]
    [InlineData("utc", "\"2031-01-01T10:11:12.997Z\"", "datetime", "2031-01-01T10:11:12.9970000")]
    [InlineData("timestamp", "\"2031-01-01T10:11:12\"", "datetime", "2031-01-01T10:11:12.0000000")]
    public void A_key_of_a_narrower_column_is_compared_in_its_type(string type, string key, string narrow, string value)
    {
        var statement = Bound(new TableGet(Keyed(type)), $$"""{"k": {{key}}, "n": 7}""").Single();
        statement.Text.ShouldBe("SELECT [k], [n] FROM [t] WHERE "
            + $"([k] = @p0 OR ([k] = @p1 AND SQL_VARIANT_PROPERTY([k], 'BaseType') = '{narrow}')) AND [n] = @p2");
        statement.Parameters[1].Value.ShouldBeOfType<SqlRaw>().Text.ShouldBe($"{narrow}:{value}");
        using var connection = new Microsoft.Data.SqlClient.SqlConnection();
        using var command = new SqlServerProvider().CreateCommand(connection, "", statement.Parameters, default);
        ((Microsoft.Data.SqlClient.SqlParameter)command.Parameters[1]).SqlDbType.ToString().ToLowerInvariant()
            .ShouldBe(narrow);
    }

    [Theory]
    [InlineData("double", "0.5")]
    [InlineData("double", "0.123456789012")]
    [InlineData("real", "0.33333334")]
    [InlineData("decimal", "12.505")]
    [InlineData("timestamp", "\"2031-01-01T10:11:12.004\"")]
    [InlineData("timestamp", "\"0001-01-01T00:00:00\"")]
    [InlineData("timestamptz", "\"2031-01-01T10:11:12.003Z\"")]
    public void A_key_that_no_narrower_column_holds_is_compared_once(string type, string key) =>
        TextOf(new TableGet(Keyed(type)), $$"""{"k": {{key}}, "n": 7}""")
            .ShouldBe(["SELECT [k], [n] FROM [t] WHERE [k] = @p0 AND [n] = @p1"]);

    private static SqlTable Keyed(string type)
    {
        SqlField[] columns = [Column("k", type), Column("n", "int")];
        return new SqlTable(
            "t", "ledger", "[t]", [.. columns], [.. columns], new SqlRowVersion(null, null), new SqlServerProvider());
    }

    private static ISqlProvider Provider(string name) => name switch
    {
        "postgres" => new PostgresProvider(),
        "sqlserver" => new SqlServerProvider(),
        _ => new SqliteProvider(),
    };

    private static SqlField Column(string name, string type) => new(name, SqlType.Find(type.TrimEnd('?'))!, type.EndsWith('?'));

    private static SqlTable Table(string provider, bool generated = true)
    {
        var columns = new[]
        {
            Column("id", "int"), Column("customer", "text"), Column("total", "decimal?"), Column("rev", "int"),
        };
        var dialect = Provider(provider);
        return new SqlTable(
            "invoice", "ledger", $"{dialect.Quote("ledger")}.{dialect.Quote("in\"voice")}", [.. columns], [columns[0]],
            new SqlRowVersion(null, columns[3]) { Counted = true }, dialect)
        {
            Generated = generated ? ["id"] : [],
            Filter = [.. columns],
            Order = [.. columns],
        };
    }

    private static IEnumerable<string> TextOf(TableOperation operation, string document) =>
        Bound(operation, document).Select(s => s.Text);

    private static IReadOnlyList<SqlStatement> Bound(TableOperation operation, string document)
    {
        var errors = new List<DocumentError>();
        var work = operation.Bind(JsonNode.Parse(document)!.AsObject(), Cursors, errors);
        errors.ShouldBeEmpty();
        return [.. work!.Statements];
    }
}

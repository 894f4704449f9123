using System.Globalization;
using System.Text.Json.Serialization;
using Dapper;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Invoices.Ledger;

internal sealed class FindLedger
{
    /// <summary>What the entries can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["number", "-number"];

    private static readonly SqlFile Sql = SqlFile.Of<FindLedger>();

    public static async Task<Results<Ok<EntryPage>, Problem>> EntriesAsync(HttpRequest request, InvoicesStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(
            request, errors,
            ["account", "customerId", "document", "kind", "currency", "from", "until", .. SortedPage.Parameters]);
        var page = SortedPage.Read(query, Sorts);
        var wanted = new
        {
            account = query.Value<Account>("account")?.ToString(),
            customerId = query.Text("customerId"),
            document = query.Text("document"),
            kind = query.Value<EntryKind>("kind")?.ToString(),
            currency = query.Text("currency"),
            from = DayQuery.Find(query, "from"),
            until = DayQuery.Find(query, "until"),
            after = page.After?.Value,
            limit = page.Limit + 1,
        };
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var (rows, lines) = await store.Database.ReadAsync(async c =>
        {
            var found = (await c.QueryAsync<Row>(Sql[$"By {page.Sort}"], wanted)).AsList();
            // No entry is ever changed, so what is read a moment later is of the same. Between those of a customer there may be
            // millions of others.
            var numbers = found.Select(r => r.Number).ToArray();
            return (found, (await c.QueryAsync<Line>(Sql["Lines", c], new { numbers })).ToLookup(l => l.Entry));
        });
        var next = page.NextOf(rows, r => r.Number, r => r.Number.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(new EntryPage([.. rows.Take(page.Limit).Select(r => r.ToEntry(lines[r.Number]))], next));
    }

    public static async Task<Results<Ok<Balances>, Problem>> BalancesAsync(HttpRequest request, InvoicesStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(request, errors, "customerId", "currency", "until");
        var wanted = new
        {
            customerId = query.Text("customerId"),
            currency = query.Text("currency"),
            until = DayQuery.Find(query, "until"),
        };
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<BalanceRow>(Sql["Balances"], wanted));
        return TypedResults.Ok(new Balances([.. rows.Select(r => r.ToBalance())]));
    }

    private sealed record Row(long Number, long PostedOn, string Kind, string Document, string CustomerId, string Currency,
        string? PostedBy)
    {
        public LedgerEntry ToEntry(IEnumerable<Line> lines) => new()
        {
            Number = Number,
            PostedOn = Day.Of(PostedOn),
            Kind = Enum.Parse<EntryKind>(Kind),
            Document = Document,
            CustomerId = CustomerId,
            Currency = Currency,
            PostedBy = PostedBy,
            Lines = [.. lines.Select(l => new EntryLine(Enum.Parse<Account>(l.Account), Cents.ToAmount(l.Amount)))],
        };
    }

    private sealed record Line(long Entry, string Account, long Amount);

    // Properties and no constructor: of a page without rows SQLite does not tell the types of sums.
    private sealed record BalanceRow
    {
        public string Account { get; init; } = "";

        public string Currency { get; init; } = "";

        public long Debit { get; init; }

        public long Credit { get; init; }

        public AccountBalance ToBalance() => new(
            Enum.Parse<Account>(Account), Currency, Cents.ToAmount(Debit), Cents.ToAmount(Credit),
            Cents.ToAmount(Debit - Credit));
    }
}

/// <summary>A page of the ledger.</summary>
/// <param name="Items">The entries, sorted as asked for.</param>
/// <param name="Next">What <c>after</c> is for the next page; null where this is the last one.</param>
internal sealed record EntryPage(
    IReadOnlyList<LedgerEntry> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);

/// <summary>What was posted to each account, in each currency; the balances of a currency come to zero.</summary>
internal sealed record Balances(IReadOnlyList<AccountBalance> Items);

internal sealed record AccountBalance(Account Account, string Currency, decimal Debit, decimal Credit, decimal Balance);

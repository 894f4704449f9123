using System.Data.Common;
using Dapper;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.ContractDrift;

/// <summary>
/// What systems do otherwise than their contracts in the plan say, over all nodes. Findings about a contract end when the plan
/// has another one.
/// </summary>
public sealed class ContractFindings(HubStore store, Notices notices, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<ContractFindings>();

    /// <summary>Creates the tables.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("contract-findings", Sql);

    /// <summary>Tells which contracts the plan has now, by system and hash: what was found about others is forgotten.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public async Task ServeAsync(IReadOnlyDictionary<string, string> contracts)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        await store.Database.WriteAsync(async (c, t) =>
        {
            var known = (await c.QueryAsync<Contract>(Sql["Contracts"], transaction: t))
                .ToDictionary(k => k.System, k => k.Hash, StringComparer.Ordinal);
            foreach (var system in known.Keys.Where(s => known[s] != contracts.GetValueOrDefault(s)))
            {
                await c.ExecuteAsync(Sql["ForgetFindings"], new { system }, t);
                await c.ExecuteAsync(Sql["ForgetSystem"], new { system }, t);
            }

            foreach (var (system, contract) in contracts.Where(s => known.GetValueOrDefault(s.Key) != s.Value))
                await c.ExecuteAsync(Sql["Serve"], new { system, contract }, t);
            return true;
        });
    }

    /// <summary>Adds what was found in answers, and tells webhooks of what is new.</summary>
    /// <param name="system">The system.</param>
    /// <param name="contract">The hash of the contract that it was found under.</param>
    /// <param name="answers">How many answers each operation has given since the last time.</param>
    /// <param name="found">What was found in them, and in how many.</param>
    /// <exception cref="DbException">The store cannot be reached; nothing was added.</exception>
    public Task CountAsync(
        string system, string contract, IReadOnlyDictionary<string, long> answers,
        IReadOnlyList<(ContractFinding Finding, long Seen)> found)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return store.Database.WriteAsync(async (c, t) =>
        {
            if (!await IsServedAsync(system, contract, c, t))
                return false;
            foreach (var (operation, count) in answers)
                await c.ExecuteAsync(Sql["CountAnswers"], new { system, operation, answers = count }, t);
            foreach (var (finding, seen) in found)
                await FindAsync(finding, seen, answers.GetValueOrDefault(finding.Operation), time.GetUtcNow(), c, t);
            return true;
        });
    }

    /// <summary>Puts what was found in what a system offers in the place of what was found there before.</summary>
    /// <param name="system">The system.</param>
    /// <param name="contract">The hash of the contract that it was compared with.</param>
    /// <param name="problem">Why it could not be asked; then what was found before stays.</param>
    /// <param name="catalogue">What a database has, as JSON: kept the first time.</param>
    /// <param name="found">What was found.</param>
    /// <exception cref="DbException">The store cannot be reached; nothing is changed.</exception>
    public Task OfferedAsync(
        string system, string contract, string? problem, string? catalogue, IReadOnlyList<ContractFinding> found) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            if (!await IsServedAsync(system, contract, c, t))
                return false;
            var now = time.GetUtcNow();
            await c.ExecuteAsync(
                Sql["Asked"],
                new { system, now = Microseconds.Of(now), problem = problem ?? "", catalogue = catalogue ?? "" }, t);
            if (problem is not null)
                return false;
            foreach (var finding in found)
                await FindAsync(finding, 0, 0, now, c, t);
            await c.ExecuteAsync(Sql["ForgetOffered"], new { system, now = Microseconds.Of(now) }, t);
            return true;
        });

    /// <summary>Returns all findings, by system, the latest first; 1,000 at most.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<ContractFindingSeen>> ListAsync() =>
        [.. (await store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["List"]))).Select(r => r.ToSeen())];

    /// <summary>Returns the systems of which there are findings in answers, whichever node made them.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlySet<string>> FoundInAnswersAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<string>(Sql["FoundInAnswers"]))).ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns when each system was asked what it offers.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<OfferedContract>> OfferedAsync() =>
        [.. (await store.Database.ReadAsync(c => c.QueryAsync<AskedRow>(Sql["Offered"]))).Select(r => r.ToOffered())];

    /// <summary>Forgets what was not seen any more since a time.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    // Another node may serve a plan that came before: what it finds is about another contract.
    private static async Task<bool> IsServedAsync(
        string system, string contract, DbConnection connection, DbTransaction transaction) =>
        await connection.ExecuteScalarAsync<long>(Sql["IsServed"], new { system, contract }, transaction) > 0;

    private async Task FindAsync(
        ContractFinding finding, long seen, long answers, DateTimeOffset now, DbConnection connection,
        DbTransaction transaction)
    {
        var row = new
        {
            system = finding.System,
            source = finding.Source,
            operation = finding.Operation,
            place = finding.Place,
            text = finding.Text,
            routes = string.Join(' ', finding.Routes),
            seen,
            answers,
            now = Microseconds.Of(now),
        };
        var isNew = await connection.ExecuteScalarAsync<long>(Sql["IsKnown"], row, transaction) == 0;
        await connection.ExecuteAsync(Sql["Find"], row, transaction);
        if (isNew)
            await notices.TellAsync(ContractNotice.Of(finding), connection, transaction);
    }

    private sealed record Contract(string System, string Hash);

    private sealed record AskedRow(string System, long AskedAt, string Problem, string Catalogue)
    {
        public OfferedContract ToOffered() => new(
            System,
            AskedAt == 0 ? null : Microseconds.ToTime(AskedAt),
            Problem.Length == 0 ? null : Problem,
            Catalogue.Length == 0 ? null : Catalogue);
    }

    private sealed record Row(
        string System, string Source, string Operation, string Place, string Text, string Routes, long FirstAt, long LastAt,
        long Seen, long Of)
    {
        public ContractFindingSeen ToSeen() => new(
            new ContractFinding(
                System, Source, Operation, Place, Text, Routes.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            Microseconds.ToTime(FirstAt), Microseconds.ToTime(LastAt), Seen, Of);
    }
}

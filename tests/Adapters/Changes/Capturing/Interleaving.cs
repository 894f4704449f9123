using System.Data.Common;
using System.Globalization;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>
/// Writers that begin, write, commit late and roll back in an order that a seed gives, while changes are read between. Stamps
/// come from a clock that the writers set back.
/// </summary>
internal sealed class Interleaving(CaptureWorld world, int seed, InterleavingLimits limits)
{
    private readonly Random _random = new(seed);
    private readonly List<Writer> _open = [];
    private long _clock = 1_790_000_000 + (seed * 1000L);

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
            await StepAsync();
        while (_open.Count > 0)
            await EndAsync(commit: true);
        await CheckAsync("at the end");
    }

    private async Task StepAsync()
    {
        _clock += _random.Next(3);
        if (limits.SetsClockBack && _random.Next(8) == 0)
            _clock -= _random.Next(7200);
        foreach (var late in _open.Where(o => _clock - o.Began > limits.LongestTransaction).ToList())
            await EndAsync(commit: true, late);
        switch (_random.Next(10))
        {
            case 0 or 1 when _open.Count < limits.Writers:
                var connection = await world.Database.OpenAsync();
                _open.Add(new Writer(connection, await connection.BeginTransactionAsync(), _clock, []));
                await WriteAsync();
                break;
            case 2 or 3 or 4:
                await WriteAsync();
                break;
            case 5 or 6:
                await EndAsync(commit: _random.Next(4) > 0);
                break;
            case 7:
                await world.ReadAsync(1 + _random.Next(6));
                break;
            case 8:
                await CheckAsync("between");
                break;
            default:
                if (_random.Next(4) == 0)
                    world.Restart();
                break;
        }
    }

    // Things belong to one open transaction at a time, as the second one to write waits for the first otherwise.
    private async Task WriteAsync()
    {
        var taken = _open.SelectMany(o => o.Things).ToHashSet();
        var thing = 1 + _random.NextInt64(12);
        if (_open.Count == 0)
        {
            if (limits.Writers == 1 || _random.Next(3) == 0)
                await world.ExecuteAsync(Statement(thing, alone: true));
            return;
        }

        var (connection, transaction, _, things) = _open[_random.Next(_open.Count)];
        if (!things.Contains(thing) && taken.Contains(thing))
            return;
        things.Add(thing);
        var statement = Statement(thing, alone: _open.Count == 1);
        // One that does not name the thing takes all of them.
        var named = string.Create(CultureInfo.InvariantCulture, $"no = {thing}");
        if (!statement.Contains(named, StringComparison.Ordinal) && !statement.Contains("ON CONFLICT", StringComparison.Ordinal))
            things.UnionWith(Enumerable.Range(1, 12).Select(n => (long)n));
        await CaptureWorld.ExecuteAsync(connection, statement, transaction);
    }

    private string Statement(long no, bool alone)
    {
        var (amount, stamp) = (_random.Next(1000), _clock);
        var set = string.Create(CultureInfo.InvariantCulture, $"SET amt = {amount}, stamp = {stamp}");
        return (_random.Next(limits.Deletes ? 12 : 5), alone) switch
        {
            (0 or 1 or 2, _) => string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO thing VALUES ({no}, {amount}, {stamp}) ON CONFLICT (no) DO UPDATE {set}"),
            (3 or 4, _) => $"UPDATE thing {set} WHERE no = {no}",
            (5 or 6, _) => $"DELETE FROM thing WHERE no = {no}",
            (7, _) => $"INSERT INTO part SELECT {no}, coalesce(max(pos), 0) + 1 FROM part WHERE no = {no}",
            (8, _) => $"DELETE FROM part WHERE no = {no}",
            // Its key changes, to one that no other writer takes.
            (9, _) => $"DELETE FROM thing WHERE no = {no + 100}; UPDATE thing SET no = {no + 100} WHERE no = {no}",
            (10, true) => "DELETE FROM thing",
            (11, true) => "DELETE FROM part WHERE no > 1000; UPDATE part SET no = no + 1000",
            _ => $"UPDATE thing {set} WHERE no = {no}",
        };
    }

    private async Task EndAsync(bool commit)
    {
        if (_open.Count > 0)
            await EndAsync(commit, _open[_random.Next(_open.Count)]);
    }

    private async Task EndAsync(bool commit, Writer one)
    {
        _open.Remove(one);
        if (commit)
            await one.Transaction.CommitAsync();
        else
            await one.Transaction.RollbackAsync();
        await one.Transaction.DisposeAsync();
        await one.Connection.DisposeAsync();
    }

    private async Task CheckAsync(string when)
    {
        for (var sweep = 0; sweep < (limits.FoundBySweep ? 2 : 1); sweep++)
        {
            // Nothing is swept before.
            world.Pass(limits.FoundBySweep ? TimeSpan.FromHours(2) : TimeSpan.Zero);
            for (var reading = 0; reading < limits.Readings; reading++)
                await world.ReadToEndAsync();
        }

        await world.CheckAsync($"seed {seed}, {when}");
    }

    private sealed record Writer(DbConnection Connection, DbTransaction Transaction, long Began, HashSet<long> Things);
}

/// <summary>What a capture cannot see by its nature, or a database cannot do.</summary>
/// <param name="Writers">How many transactions are open at once.</param>
internal sealed record InterleavingLimits(int Writers)
{
    /// <summary>Whether records are deleted, their keys changed, and rows that belong to them written.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>Whether the clock that gives stamps is set back.</summary>
    public bool SetsClockBack { get; init; } = true;

    /// <summary>How many seconds a transaction is open at most.</summary>
    public long LongestTransaction { get; init; } = long.MaxValue;

    /// <summary>Whether all is found only by a sweep that begins afterwards.</summary>
    public bool FoundBySweep { get; init; }

    /// <summary>How many readings it takes to have read all: one that was under way has passed what came since.</summary>
    public int Readings { get; init; } = 1;
}

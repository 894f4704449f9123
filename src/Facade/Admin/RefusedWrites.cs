using System.Data.Common;
using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Admin;

/// <summary>
/// Audits writes that were refused. Anyone can send these, as many as they like: of each action the first few of each
/// caller within a minute are written and the others are counted, so that a flood makes a bounded number of entries,
/// whatever its size, its targets, and the number of tokens that take part.
/// </summary>
internal sealed partial class RefusedWrites(AuditLog audit, TimeProvider time, ILogger<RefusedWrites> log)
    : SteadyService(time, log)
{
    /// <summary>How long refusals are counted together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>How many refusals of one action are written for one caller within the window.</summary>
    public const int OfCaller = 10;

    /// <summary>How many callers are told apart at one action; refusals of all further ones are counted together.</summary>
    public const int Callers = 25;

    // Whoever shows no valid token cannot be told from anybody else without one.
    private const int OfAnonymous = 1;
    private readonly Lock _lock = new();
    private Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

    /// <summary>Writes a refusal that a valid token met, or counts it.</summary>
    /// <param name="caller">The token's name.</param>
    /// <param name="action">One of the few that the surface's endpoints name.</param>
    /// <param name="target">What it was asked of.</param>
    /// <param name="detail">Why it was refused.</param>
    public Task RefusedAsync(string caller, string action, string target, string detail) =>
        Count(action, caller, OfCaller) ? audit.AppendAsync(caller, action, target, "refused", detail) : Task.CompletedTask;

    /// <summary>Writes a refusal that nobody with a valid token asked for, or counts it.</summary>
    /// <param name="action">One of the few that the surface's endpoints name.</param>
    /// <param name="target">What it was asked of.</param>
    public Task AnonymousAsync(string action, string target) => Count(action, AuditLog.Anonymous, OfAnonymous)
        ? TryAppendAsync(AuditLog.Anonymous, action, target, "no valid token")
        : Task.CompletedTask;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Window, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteCountsAsync();
        }
        catch (OperationCanceledException)
        {
            await WriteCountsAsync();
        }
    }

    /// <summary>Whether the refusal is one of those that are written.</summary>
    private bool Count(string action, string caller, int written)
    {
        lock (_lock)
        {
            if (!_kinds.TryGetValue(action, out var kind))
                _kinds[action] = kind = new Kind();
            if (caller != AuditLog.Anonymous && !kind.Seen.ContainsKey(caller) && kind.Seen.Count >= Callers)
            {
                kind.OfOthers++;
                return false;
            }

            var seen = kind.Seen[caller] = kind.Seen.GetValueOrDefault(caller) + 1;
            return seen <= written;
        }
    }

    private async Task WriteCountsAsync()
    {
        Dictionary<string, Kind> counted;
        lock (_lock)
            (counted, _kinds) = (_kinds, new Dictionary<string, Kind>(StringComparer.Ordinal));
        foreach (var (action, kind) in counted)
        {
            foreach (var (caller, seen) in kind.Seen)
            {
                var anonymous = caller == AuditLog.Anonymous;
                if (seen - (anonymous ? OfAnonymous : OfCaller) is > 0 and var more)
                    await TryAppendAsync(
                        caller, action, "any", $"{more} more {(anonymous ? "without a valid token" : "refused")}, {Within}");
            }

            if (kind.OfOthers > 0)
                await TryAppendAsync(
                    "hub", action, "any", $"{kind.OfOthers} more refused, of other callers than the {Callers} named, {Within}");
        }
    }

    private static string Within => $"within {Window.TotalSeconds} s";

    /// <summary>A refusal that cannot be written down is still a refusal.</summary>
    private async Task TryAppendAsync(string actor, string action, string target, string detail)
    {
        try
        {
            await audit.AppendAsync(actor, action, target, "refused", detail);
        }
        catch (DbException e)
        {
            LogNotWritten(Log, action, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "A refused {Action} is not in the audit log: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string action, string reason);

    private sealed class Kind
    {
        public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

        public int OfOthers { get; set; }
    }
}

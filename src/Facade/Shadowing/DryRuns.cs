using System.Collections.Concurrent;
using Hub.Facade.Evidence;
using Hub.Platform.Asking;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Shadowing;

/// <summary>
/// Lets a side try writes until it has carried one out. The plan says that a side follows <c>Prefer: dry-run</c>, and only its
/// first answer proves it: until then one write is tried at a time.
/// </summary>
internal sealed class DryRuns(RouteEvidence evidence)
{
    /// <summary>Returns why nothing is compared of a write that a side has carried out.</summary>
    public static string CarriedOut(Side side) =>
        $"the {ComparedSides.NameOf(side)} side carried a write out that it was to try only";

    /// <summary>Returns why nothing is compared of the first write where no whole answer came back.</summary>
    public static string InDoubt(Side side) =>
        $"nobody knows whether the {ComparedSides.NameOf(side)} side carried a write out that it was to try only";

    /// <summary>Returns why the writes after that are not compared.</summary>
    public static string Ended(Side side) => side == Side.New
        ? "no more are tried, since the new side carried one out under this plan, or may have"
        : "no more are tried by the legacy side, since it carried one out under this plan, or may have";

    private readonly ConcurrentDictionary<(string Route, string Plan, Side Side), Trust> _trust = [];

    /// <summary>Returns the request that asks for a trial, without a key under which its outcome would be remembered.</summary>
    public static ContractRequest Of(ContractRequest request, ReadOnlyMemory<byte> body)
    {
        var headers = new Dictionary<string, StringValues>(request.Headers, StringComparer.OrdinalIgnoreCase);
        headers.Remove("Idempotency-Key");
        headers[DryRunPreference.Header] =
            StringValues.Concat(headers.GetValueOrDefault(DryRunPreference.Header), DryRunPreference.Name);
        return request with { Headers = headers, Body = body };
    }

    /// <summary>Begins a trial, once the first one has been answered; null where none may be asked for.</summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="side">The side that is asked.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Trial?> BeginAsync(string route, string plan, Side side, CancellationToken cancellation)
    {
        var trust = _trust.GetOrAdd((route, plan, side), _ => new Trust(side));
        if (trust.IsProved)
            return new Trial(trust, isAlone: false);
        await trust.Turn.WaitAsync(cancellation);
        var isGranted = false;
        try
        {
            // What another node, or this one before it was started again, has found out.
            if (trust is { IsProved: false, IsBroken: false })
                trust.IsBroken = (await evidence.ReadAsync(route, plan, since: null)).NotCompared.Keys
                    .Any(why => Ends(why, side));
            isGranted = !trust.IsBroken;
            return isGranted ? new Trial(trust, isAlone: true) : null;
        }
        finally
        {
            if (!isGranted)
                trust.Turn.Release();
        }
    }

    /// <summary>Whether a side tries no more writes for that reason.</summary>
    public static bool Ends(string whyNot, Side side) => whyNot == CarriedOut(side) || whyNot == InDoubt(side);

    /// <summary>One write that a side is asked to try.</summary>
    internal sealed class Trial(Trust trust, bool isAlone) : IDisposable
    {
        /// <summary>Notes the answer; returns why the side has carried the write out, or may have, or null.</summary>
        public string? FindEnd(CapturedAnswer answer)
        {
            var wasApplied = DryRunPreference.WasApplied(answer.Headers.GetValueOrDefault(DryRunPreference.AppliedHeader));
            // A refusal changes nothing, and does not tell whether the preference is known. One that is slow, breaks off or says
            // too much would carry out write after write, and nobody would hear of it.
            var why = wasApplied ? null
                : answer.Status < StatusCodes.Status400BadRequest ? CarriedOut(trust.Side)
                : !trust.IsProved && IsInDoubt(answer) ? InDoubt(trust.Side)
                : null;
            if (why is not null)
                trust.IsBroken = true;
            else if (wasApplied)
                trust.IsProved = true;
            return why;
        }

        private static bool IsInDoubt(CapturedAnswer answer) => answer.TooLarge is { } status
            ? status < StatusCodes.Status400BadRequest
            : answer.Problem?.Title == Problem.OutcomeUnknown;

        /// <summary>Lets the next one begin.</summary>
        public void Dispose()
        {
            if (isAlone)
                trust.Turn.Release();
        }
    }

    /// <summary>What is known of a route's side under a plan.</summary>
    /// <param name="side">The side.</param>
    internal sealed class Trust(Side side)
    {
        private volatile bool _wasApplied;
        private volatile bool _isBroken;

        public Side Side { get; } = side;

        /// <summary>Whose turn it is while nothing is proved.</summary>
        public SemaphoreSlim Turn { get; } = new(1);

        /// <summary>Whether it tries writes as it was asked to.</summary>
        public bool IsProved { get => _wasApplied && !_isBroken; set => _wasApplied = value; }

        /// <summary>Whether it carried one out.</summary>
        public bool IsBroken { get => _isBroken; set => _isBroken = value; }
    }
}

using Hub.Platform.Plan;
using Microsoft.Extensions.Caching.Memory;

namespace Hub.Facade.Composing;

/// <summary>
/// The last good answers of parts that may stand in for missing ones, in bounded memory. What a caller has got is kept for
/// requests with the same rights, and for nobody else.
/// </summary>
internal sealed class LastKnownAnswers(TimeProvider time) : IDisposable
{
    private const int LargestOne = 256 * 1024;
    private const int LargestOfAll = 16 * 1024 * 1024;

    // What an entry costs beside its JSON, about.
    private const int Overhead = 1024;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = LargestOfAll });

    public void Dispose() => _kept.Dispose();

    /// <summary>
    /// Keeps a good answer, forgets what is refused or gone, and puts a former one in the place of a failed one.
    /// </summary>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="part">The part.</param>
    /// <param name="target">What was asked.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="answer">What was answered.</param>
    public PartAnswer Take(string plan, PartPlan part, PartTarget target, CallerOfParts caller, PartAnswer answer)
    {
        if (part.LastKnown is not { } oldest)
            return answer;
        var key = new Key(plan, part.Route, part.First, target.Target, caller.Rights);
        if (answer.Reason is null)
        {
            if (answer is { NoStore: false, Json: { Length: <= LargestOne } json })
                _kept.Set(key, new Kept(answer, time.GetUtcNow()), new MemoryCacheEntryOptions
                {
                    Size = (json.Length * 2) + target.Target.Length + Overhead,
                    AbsoluteExpirationRelativeToNow = oldest,
                });
            else
                _kept.Remove(key);
            return answer;
        }

        if (answer.Reason is not (PartReason.Late or PartReason.Failed or PartReason.Invalid))
        {
            _kept.Remove(key);
            return answer;
        }

        return _kept.TryGetValue(key, out Kept? kept) && time.GetUtcNow() - kept!.At is var age && age <= oldest
            ? kept.Answer with { Age = age }
            : answer;
    }

    private sealed record Key(string Plan, string Route, int? First, string Target, string Rights);

    private sealed record Kept(PartAnswer Answer, DateTimeOffset At);
}

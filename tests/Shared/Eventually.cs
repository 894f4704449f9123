using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hub.Tests;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestAfterACommand = TimeSpan.FromSeconds(1);

    /// <summary>Asks again until the answer is there; fails with what it waited for after a minute.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, int seconds = 60)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            if (await ask() is { } answer && answer is not false)
                return answer;
            var pause = Pause(Stopwatch.GetElapsedTime(started), Stopwatch.GetElapsedTime(asked));
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(seconds))
                throw new TimeoutException($"Waited {seconds} s in vain for: {what}");
            await Task.Delay(pause);
        }
    }

    /// <summary>
    /// Asks again until the answer is there, however long that takes, as long as the progress told beside it changes;
    /// fails with what it waited for, and the progress, after a minute without a change.
    /// </summary>
    public static async Task<T> GetInStepsAsync<T>(string what, Func<Task<(T? Answer, string Progress)>> ask)
        where T : class
    {
        var (started, seen) = (Stopwatch.GetTimestamp(), "");
        while (true)
        {
            var (answer, progress) = await ask();
            if (answer is not null)
                return answer;
            if (progress != seen)
                (started, seen) = (Stopwatch.GetTimestamp(), progress);
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
                throw new TimeoutException($"Waited without progress for a minute for: {what}\n{progress}");
            // Asking so much takes the machine from those who are waited for.
            await Task.Delay(250);
        }
    }

    /// <summary>Asks again until the condition holds; fails with its description after a minute.</summary>
    public static Task HoldsAsync(string what, Func<Task<bool>> condition, int seconds = 60) =>
        GetAsync(what, async () => await condition() ? "yes" : null, seconds);

    /// <summary>Asks again until the condition holds; fails with the condition itself after a minute.</summary>
    public static Task HoldsAsync(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(what, condition, seconds: 60);

    /// <summary>Asks again until the condition holds; fails with the condition itself after a minute.</summary>
    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(what, () => Task.FromResult(condition()), seconds: 60);

    // What was waited for long may be seen a twentieth later, and asking takes at most half of the time: asked every few
    // milliseconds, it would take a core from the hub that is to bring it about, and from every other test.
    private static TimeSpan Pause(TimeSpan waited, TimeSpan asking) => TimeSpan.FromTicks(Math.Max(
        Math.Clamp(waited.Ticks / 20, Shortest.Ticks, Longest.Ticks), Math.Min(asking.Ticks, LongestAfterACommand.Ticks)));
}

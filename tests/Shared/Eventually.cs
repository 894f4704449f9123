using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hub.Tests;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Eventually
{
    /// <summary>Asks again until the answer is there; fails with what it waited for after a minute.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, int seconds = 60)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer && answer is not false)
                return answer;
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(seconds))
                throw new TimeoutException($"Waited {seconds} s in vain for: {what}");
            await Task.Delay(10);
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
}

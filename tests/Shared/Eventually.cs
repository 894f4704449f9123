using System.Diagnostics;

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
            await Task.Delay(20);
        }
    }

    public static Task HoldsAsync(string what, Func<Task<bool>> condition, int seconds = 60) =>
        GetAsync(what, async () => await condition() ? "yes" : null, seconds);
}

using System.Diagnostics;

namespace Hub.Sync.Tests;

/// <summary>Waits for a condition.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition();)
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), "the condition did not come true");
            await Task.Delay(5);
        }
    }

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));
}

using Hub.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Sync.Tests;

public sealed class JobTests
{
    [Fact]
    public async Task Jobs_run_by_the_clock_and_one_that_fails_runs_again()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var runs = new Runs();
        builder.Services.AddSingleton(runs).AddJob<Counting>("* * * * * ?").AddJob<Failing>("* * * * * ?");
        using var host = builder.Build();
        await host.StartAsync();
        await Eventually.TrueAsync(() => runs.Counted >= 1 && runs.Failed >= 2);
        await host.StopAsync();
    }

    private sealed class Runs
    {
        public int Counted;
        public int Failed;
    }

    private sealed class Counting(Runs runs) : IHubJob
    {
        public Task RunAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref runs.Counted);
            return Task.CompletedTask;
        }
    }

    private sealed class Failing(Runs runs) : IHubJob
    {
        public Task RunAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref runs.Failed);
            throw new InvalidDataException();
        }
    }
}

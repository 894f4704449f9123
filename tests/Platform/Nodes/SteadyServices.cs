using Hub.Platform.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Platform.Tests.Nodes;

public sealed class SteadyServices
{
    [Fact]
    public async Task A_loop_that_fails_begins_again_and_ends_when_told_to()
    {
        using var service = new FailsOnce();
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.BeganAgain.Task.WaitAsync(TestContext.Current.CancellationToken);

        service.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await service.StopAsync(TestContext.Current.CancellationToken);
        service.ExecuteTask.IsFaulted.ShouldBeFalse();
    }

    private sealed class FailsOnce() : SteadyService(TimeProvider.System, NullLogger.Instance)
    {
        private bool _failed;

        public TaskCompletionSource BeganAgain { get; } = new();

        protected override async Task RunAsync(CancellationToken stoppingToken)
        {
            if (!_failed)
            {
                _failed = true;
                throw new InvalidOperationException("Nobody expected this.");
            }

            BeganAgain.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
        }
    }
}

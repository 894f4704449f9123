using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_loop_that_finds_what_it_uses_disposed_of_as_it_stops_has_not_failed(bool within)
    {
        var log = new Lines();
        using var service = new FindsItDisposedOf(within, log);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.Began.Task.WaitAsync(TestContext.Current.CancellationToken);
        await service.StopAsync(TestContext.Current.CancellationToken);
        log.Written.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_loop_that_fails_otherwise_as_it_stops_is_logged()
    {
        var log = new Lines();
        using var service = new FindsItDisposedOf(null, log);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.Began.Task.WaitAsync(TestContext.Current.CancellationToken);
        await service.StopAsync(TestContext.Current.CancellationToken);
        log.Written.ShouldHaveSingleItem().ShouldContain("failed while it stopped");
    }

    private sealed class FindsItDisposedOf(bool? within, ILogger log) : SteadyService(TimeProvider.System, log)
    {
        public TaskCompletionSource Began { get; } = new();

        protected override async Task RunAsync(CancellationToken stoppingToken)
        {
            Began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw within switch
            {
                null => new InvalidOperationException("Nobody expected this."),
                true => new InvalidOperationException("The store cannot be reached.", new ObjectDisposedException("pool")),
                false => new ObjectDisposedException("pool"),
            };
        }
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
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

using LegacyLandscape.Crm.Store;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Finance.Store;

namespace LegacyLandscape.Traffic;

/// <summary>
/// Plays front-ends and back-office people at a steady small rate, for as long as the parent process wants it. No more than a few
/// acts are under way at once: where answers are slow, beats are left out and nothing queues up.
/// </summary>
internal sealed partial class Players(
    Func<KnownRecords> know, Func<KnownRecords, Dice, BackOffice> hire, ILogger log, TimeProvider clock) : IAsyncDisposable
{
    private const int MostAtOnce = 16;

    // Of so many acts, one is the back office's.
    private const int BackOfficeShare = 20;
    private readonly Lock one = new();
    private CancellationTokenSource? stop;
    private Task playing = Task.CompletedTask;

    /// <summary>Returns players in the systems that these are the services of.</summary>
    public static Players Of(IServiceProvider erp, IServiceProvider crm, IServiceProvider finance)
    {
        var (orders, items) = (erp.GetRequiredService<OrderStore>(), erp.GetRequiredService<ItemStore>());
        var (customers, invoices) = (crm.GetRequiredService<CustomerStore>(), finance.GetRequiredService<InvoiceStore>());
        var clock = erp.GetRequiredService<TimeProvider>();
        return new Players(
            () => new KnownRecords(orders, items, customers, invoices),
            (known, dice) => new BackOffice(known, orders, items, customers, invoices, dice, clock),
            erp.GetRequiredService<ILogger<Players>>(),
            clock);
    }

    /// <summary>Begins, goes on otherwise, or stops, as a line of standard input says; other lines are passed over.</summary>
    public void Told(string line)
    {
        if (TrafficOrder.Read(line) is not { } order)
            return;
        lock (one)
        {
            stop?.Cancel();
            stop = null;
            if (order.Facade is null)
                return;
            stop = new CancellationTokenSource();
            var (before, token) = (playing, stop.Token);
            playing = Task.Run(async () =>
            {
                await before;
                await PlayAsync(order.Facade, order.Rate, token);
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        Told("traffic off");
        await playing;
    }

    private async Task PlayAsync(Uri facade, double rate, CancellationToken stopping)
    {
        var (known, dice, underWay) = (know(), new Dice(seed: 16), new SemaphoreSlim(MostAtOnce));
        using var frontEnds = new FrontEnds(facade, known, dice);
        var backOffice = hire(known, dice);
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate), clock);
        for (var act = 1; await NextAsync(beat, stopping); act++)
        {
            if (underWay.Wait(0, CancellationToken.None))
                _ = RunAsync(act % BackOfficeShare == 0 ? backOffice.ActAsync : () => frontEnds.ActAsync(stopping), underWay);
        }

        for (var place = 0; place < MostAtOnce; place++)
            await underWay.WaitAsync(CancellationToken.None);
    }

    private async Task RunAsync(Func<Task> act, SemaphoreSlim underWay)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // The facade does not answer just now, or stops: people try something else later.
        }
#pragma warning disable CA1031 // one act that fails must not end the play
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(log, e);
        }
        finally
        {
            underWay.Release();
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer beat, CancellationToken stopping)
    {
        try
        {
            return await beat.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "An act of the demo's traffic failed")]
    private static partial void LogFailed(ILogger log, Exception error);
}

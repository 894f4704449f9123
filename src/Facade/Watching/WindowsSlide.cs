using Hub.Facade.Measuring;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Watching;

/// <summary>Lets the windows of what sides answered slide.</summary>
internal sealed class WindowsSlide(RouteTraffic traffic, TimeProvider time, ILogger<WindowsSlide> log) : SteadyService(time, log)
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(SideTraffic.Pace, Time, stoppingToken);
            traffic.Turn();
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Hub.Platform.Jobs;

/// <summary>The only place where the scheduler is configured.</summary>
public static class JobServices
{
    /// <summary>Runs a job in this process, by the clock.</summary>
    /// <typeparam name="TJob">The job; a new instance for every run.</typeparam>
    /// <param name="services">Where it is added.</param>
    /// <param name="cron">When, in UTC, as Quartz writes it, seconds first: <c>0 17 3 * * ?</c> is every night at 3:17.</param>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services, string cron)
        where TJob : class, IHubJob
    {
        services.TryAddTransient<TJob>();
        services.AddLogging(logging => logging.AddFilter("Quartz", LogLevel.Warning));
        services.AddQuartz(quartz => quartz.ScheduleJob<ScheduledJob<TJob>>(trigger => trigger
            .WithIdentity(typeof(TJob).Name)
            .WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc))));
        if (services.All(service => service.ServiceType != typeof(ScheduleStarted)))
            services.AddSingleton<ScheduleStarted>().AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
        return services;
    }

    // The scheduler is started once, however many jobs there are.
    private sealed class ScheduleStarted;
}

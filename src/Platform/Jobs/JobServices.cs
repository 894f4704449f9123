using Hub.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Platform.Jobs;

/// <summary>The only place where the job engine is configured.</summary>
public static class JobServices
{
    /// <summary>Adds a job to those that this process can run, by the clock and on request.</summary>
    /// <typeparam name="TJob">The job; a new instance for every run.</typeparam>
    /// <param name="services">Where it is added.</param>
    /// <param name="name">Lower-case words with hyphens.</param>
    /// <param name="summary">What it does, in a sentence.</param>
    /// <param name="cron">
    /// When, in UTC, seconds first: <c>0 17 3 * * ?</c> is every night at 3:17; null for on request only.
    /// </param>
    /// <param name="takesArguments">Whether a run may be given arguments.</param>
    public static IServiceCollection AddJob<TJob>(
        this IServiceCollection services, string name, string summary, string? cron = null, bool takesArguments = false)
        where TJob : class, IHubJob =>
        services.AddSingleton(new JobDefinition(name, summary, typeof(TJob), cron, takesArguments));

    /// <summary>Adds the engine that runs jobs, and its board. Needs the hub's store.</summary>
    public static IServiceCollection AddJobEngine(this IServiceCollection services, JobOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(RecordSeal.None);
        return services
            .AddSingleton(options ?? new JobOptions())
            .AddSingleton<JobStore>()
            .AddSingleton<JobRunner>()
            .AddSingleton<JobEngine>()
            .AddSingleton(provider => new JobBoard(
                provider.GetRequiredService<JobEngine>(), provider.GetRequiredService<RecordSeal>()))
            .AddSingleton(provider => new JobsDashboard(provider.GetRequiredService<JobEngine>()))
            .AddHostedService<JobServer>();
    }
}

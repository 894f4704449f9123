using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Platform.Notifying;

/// <summary>The front door of notifications.</summary>
public static class NotifyingServices
{
    internal static IServiceCollection AddNotices(this IServiceCollection services) => services
        .AddLogging()
        .AddSingleton<NoticeDeliveries>()
        .AddSingleton<Notices>()
        .AddSingleton(new KeptTable("notices to webhooks", "notice_delivery", "webhook", "forgotten after 14 days"));

    /// <summary>Makes this process tell what happens, and send it.</summary>
    public static IServiceCollection AddNoticeSending(this IServiceCollection services) => services
        .AddHostedService<NoticeSender>()
        .AddHostedService<TellingRevisions>()
        .AddHostedService<TellingLinks>()
        .AddJob<NoticePruning>("notice-pruning", "Forgets notices to webhooks that were told 14 days ago.", "0 49 3 * * ?");
}

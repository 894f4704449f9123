using Hub.Facade.Measuring;
using Hub.Platform.Kept;
using Hub.Platform.Shifting;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Guarding;

internal static class GuardingServices
{
    public static IServiceCollection AddGuarding(this IServiceCollection services) => services
        .AddSingleton<GuardedTraffic>()
        .AddSingleton<Guardrails>()
        .AddSingleton<GuardrailViews>()
        .AddSingleton<IShiftCheck, GuardrailLetsGo>()
        .AddSingleton(new KeptTable("routes watched by the guardrail", "guardrail_watch", "route", "one for each guarded route"))
        .AddHostedService<GuardrailService>();
}

using Hub.ServiceKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Samples.Applying;
using Samples.Keeping;
using Samples.Publishing;
using Samples.Storing;

namespace Samples;

/// <summary>The service's front door: the hosted side <c>service:samples</c>.</summary>
public sealed class SamplesModule : IServiceModule
{
    /// <inheritdoc />
    public EntityContract Contract { get; } = EntityContract.Of(
        "service:samples", "samples", SampleJson.Default.Sample, endpoints => endpoints.MapSamples());

    /// <inheritdoc />
    public IServiceCollection Add(IServiceCollection services) => services
        .AddSingleton<SamplesStore>()
        .AddSingleton<SampleLog>()
        .AddSingleton<SampleKeeping>()
        .AddSingleton<SampleChangeTarget>()
        .AddNewService<SamplesService>();
}

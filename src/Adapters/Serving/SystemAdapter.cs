using Hub.Adapters.Calls;
using Hub.Adapters.Systems;
using Hub.ServiceKit.Hosting;

namespace Hub.Adapters.Serving;

/// <summary>A wrapped system at work.</summary>
/// <param name="Definition">What the plan says.</param>
/// <param name="Client">Speaks to it.</param>
/// <param name="Calls">Makes its calls that somebody waits for.</param>
/// <param name="BackgroundCalls">Makes the others.</param>
internal sealed record SystemAdapter(
    SystemDefinition Definition, ISystemClient Client, SystemCalls Calls, SystemCalls BackgroundCalls)
{
    /// <summary>The side's name: <c>adapter:erp</c>.</summary>
    public string Side { get; } = SideName.Adapter(Definition.Name).ToString();
}

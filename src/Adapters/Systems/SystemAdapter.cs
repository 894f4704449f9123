namespace Hub.Adapters.Systems;

/// <summary>A wrapped system at work.</summary>
/// <param name="Definition">What the plan says.</param>
/// <param name="Client">Speaks to it.</param>
/// <param name="Calls">Makes its calls.</param>
internal sealed record SystemAdapter(SystemDefinition Definition, ISystemClient Client, SystemCalls Calls)
{
    /// <summary>The side's name: <c>adapter:erp</c>.</summary>
    public string Side => $"adapter:{Definition.Name}";
}

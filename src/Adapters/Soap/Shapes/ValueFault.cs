namespace Hub.Soap.Shapes;

/// <summary>What is wrong with a value that was given, in the words of JSON.</summary>
/// <param name="Rule">What it breaks: <c>is not a whole number from 1 to 99</c>.</param>
/// <param name="Shown">The value as messages show it; null where the rule says enough.</param>
internal sealed record ValueFault(string Rule, string? Shown = null)
{
    /// <summary>
    /// The fault in the words of a converter of the user's own, which may repeat the value; null where the hub found it.
    /// </summary>
    public string? Said { get; init; }

    /// <summary>The fault for readers who must not see what records hold.</summary>
    public string WithoutValue => Shown is null ? Rule : $"its value {Rule}";

    public override string ToString() => Said ?? (Shown is null ? Rule : $"{Shown} {Rule}");
}

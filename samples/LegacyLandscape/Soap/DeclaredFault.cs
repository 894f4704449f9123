namespace LegacyLandscape.Soap;

/// <summary>A refusal the contract declares: the name of its detail element, and the fields that follow Message in it.</summary>
internal abstract class DeclaredFault(string name, string message, bool callersFault, (string Name, string Value)[] fields)
    : Exception(message)
{
    public string Name { get; } = name;

    /// <summary>The caller's fault when true: the same request will fail again; the server's otherwise.</summary>
    public FaultCode Code { get; } = callersFault ? FaultCode.Caller : FaultCode.Server;

    public IReadOnlyList<(string Name, string Value)> Fields { get; } = fields;
}

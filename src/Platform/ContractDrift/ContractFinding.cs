namespace Hub.Platform.ContractDrift;

/// <summary>Something that a system does not do, or no longer does, as its contract in the plan says.</summary>
/// <param name="System">The system: <c>erp</c>.</param>
/// <param name="Source">
/// Who found it: <see cref="Answers"/>, in what the system answers; <see cref="Offered"/>, in what it says of itself.
/// </param>
/// <param name="Operation">The operation or the table; empty where it concerns none of its own.</param>
/// <param name="Place">Where in its answer or request; empty for the whole: <c>Order.Channel</c>.</param>
/// <param name="Text">
/// What is different, in a sentence without its full stop: <c>GetOrder answers with Order.Channel, which the contract does not
/// know</c>.
/// </param>
/// <param name="Routes">The routes that call the operation.</param>
public sealed record ContractFinding(
    string System, string Source, string Operation, string Place, string Text, IReadOnlyList<string> Routes)
{
    /// <summary>In answers to callers.</summary>
    public const string Answers = "answers";

    /// <summary>In the WSDL or the catalogue that the system offers.</summary>
    public const string Offered = "offered";
}

/// <summary>A finding, and when and how often it was made.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="FirstAt">When it was made first.</param>
/// <param name="LastAt">When it was made last.</param>
/// <param name="Seen">In how many answers since then; 0 for what was offered.</param>
/// <param name="Of">How many answers of the operation there were since then; 0 for what was offered.</param>
public sealed record ContractFindingSeen(
    ContractFinding Finding, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Seen, long Of);

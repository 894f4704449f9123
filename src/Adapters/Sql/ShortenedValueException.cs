using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>A value of a request that its column would shorten: nothing of the transaction is kept.</summary>
internal sealed class ShortenedValueException(string column, string problem) : Exception($"{column}: {problem}")
{
    /// <summary>The fault, with its place in the operation's request.</summary>
    public DocumentError Error { get; } = new([new DocumentStep(column)], problem);
}

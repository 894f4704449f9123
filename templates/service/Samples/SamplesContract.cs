using Hub.ServiceKit.Hosting;
using Samples.Finding;
using Samples.Keeping;

namespace Samples;

/// <summary>What the endpoints take and answer, for the public contract, with examples.</summary>
internal static class SamplesContract
{
    private static readonly SampleJson Json = SampleJson.Default;

    private static readonly Sample Example = new()
    {
        Id = "SAMPLE-1001",
        CustomerId = "C-1001",
        State = SampleState.Open,
        Text = "The box was empty.",
        MadeAt = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
        ChangedAt = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
    };

    private static readonly AskedSample Asked = new(Example.CustomerId, Example.Text);

    private static readonly KeyValuePair<int, string> NotFound = new(404, "There is no such sample.");

    public static EndpointContract Get { get; } = new(200, "The sample.")
    {
        Answer = ContractSchema.Of(Json.Sample, Example), Tagged = true, Refusals = [NotFound],
    };

    public static EndpointContract List { get; } = new(200, "A page; 'next' is where the next one begins.")
    {
        Answer = ContractSchema.Of(Json.SamplePage, new SamplePage([Example])),
        Query =
        [
            new("customerId", ContractSchema.Text("Only those of this customer.", "C-1001")),
            new("state", ContractSchema.Text("Only those in this state.", "open", "open", "waiting", "closed")),
            new("externalReference", ContractSchema.Text("The one that a request made.", "0HN7K1V0PVL2A:00000001")),
            .. ContractSchema.Page(FindSamples.Sorts),
        ],
    };

    public static EndpointContract Make { get; } = new(201, "The sample, as it was made.")
    {
        Body = ContractSchema.Of(Json.AskedSample, Asked),
        Answer = ContractSchema.Of(Json.Sample, Example),
        Tagged = true,
        Refusals = [new(409, "A new one cannot be in that state.")],
    };

    public static EndpointContract Change { get; } = new(200, "The sample, as it is now.")
    {
        Body = ContractSchema.Of(Json.AskedSample, Asked with { State = SampleState.Closed }),
        Answer = ContractSchema.Of(Json.Sample, Example with { State = SampleState.Closed }),
        Tagged = true,
        Refusals = [NotFound, new(409, "From its state it cannot come to that one."), new(422, "The customer is another one.")],
    };

    public static EndpointContract Delete { get; } = new(204, "The sample is gone.") { Tagged = true, Refusals = [NotFound] };
}

using Microsoft.AspNetCore.Http.Features;

namespace Hub.Platform.Asking;

/// <summary>Marks a request that is asked, and says whether it has a body.</summary>
/// <param name="Request">The request.</param>
public sealed record AskedFeature(ContractRequest Request) : IHttpRequestBodyDetectionFeature
{
    /// <summary>Whether it is not sent because callers need the room that is left at the side.</summary>
    public bool HadNoRoom { get; set; }

    /// <summary>Is cancelled when the answer comes too late for whoever asked.</summary>
    internal CancellationToken Late { get; set; }

    /// <summary>Whether the answer comes too late by now.</summary>
    public bool IsLate => Late.IsCancellationRequested;

    /// <inheritdoc />
    public bool CanHaveBody => !Request.Body.IsEmpty;
}

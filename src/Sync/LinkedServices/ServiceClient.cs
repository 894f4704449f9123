using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Sync.LinkedServices;

/// <summary>
/// Sends requests of the contract to a linked service, and trusts nothing that comes back: an answer has a time and a size, is
/// never followed elsewhere, and is JSON or no content.
/// </summary>
/// <param name="http">Sends them; shared by all services.</param>
/// <param name="side">The side's name, as the plan writes it.</param>
/// <param name="service">How the service is asked.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceClient(HttpMessageInvoker http, string side, LinkedServicePlan service, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The side's name, as the plan writes it.</summary>
    public string Side => side;

    /// <summary>How the service is asked.</summary>
    public LinkedServicePlan Service => service;

    /// <summary>Told of each request and its answer, or why there is none; for whoever shows them to people.</summary>
    public Action<ServiceRequest, ServiceAnswer?, string?> Told { get; init; } = (_, _, _) => { };

    /// <summary>Returns what sends requests for all services.</summary>
    public static HttpMessageInvoker CreateInvoker() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = 64,
        // Nothing is unpacked, so that a small answer stays one.
        AutomaticDecompression = System.Net.DecompressionMethods.None,
    });

    /// <summary>Sends a request.</summary>
    /// <exception cref="ChangeTargetUnavailableException">
    /// The service cannot be reached, did not answer in time, or answered something that is no answer.
    /// </exception>
    /// <exception cref="ServiceAnswerTooLargeException">The answer is larger than what is read.</exception>
    public async Task<ServiceAnswer> SendAsync(ServiceRequest request, CancellationToken cancellation)
    {
        try
        {
            var answer = await SendInTimeAsync(request, cancellation);
            Told(request, answer, null);
            return answer;
        }
        catch (Exception e) when (e is ChangeTargetUnavailableException or ServiceAnswerTooLargeException)
        {
            Told(request, null, e.Message);
            throw;
        }
    }

    private async Task<ServiceAnswer> SendInTimeAsync(ServiceRequest request, CancellationToken cancellation)
    {
        var patience = Patience + request.Wait;
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var message = request.ToMessage(service);
            using var response = await http.SendAsync(message, either.Token);
            var status = (int)response.StatusCode;
            if (status is >= 300 and < 400 and not 304)
                throw new ChangeTargetUnavailableException(
                    $"{side} answers {request.Method} {PathOf(request)} with a redirect ({status}), which is not followed: write "
                    + "the address and path that it leads to into the link");
            if (status is 401 or 403)
                throw new ChangeTargetUnavailableException(
                    $"{side} refuses the hub ({status}): see 'token' in the link, which is read when the hub "
                    + $"starts, and who may call {PathOf(request)} there");
            if (response.Content.Headers.ContentEncoding.FirstOrDefault(e => e != "identity") is { } packed)
                throw new ChangeTargetUnavailableException(
                    $"{side} answers {request.Method} {PathOf(request)} with Content-Encoding: {packed}, which is not unpacked: "
                    + "send it as it is where a request has Accept-Encoding: identity");
            return await ReadAsync(request, response, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ChangeTargetUnavailableException(
                $"{side} did not answer {request.Method} {PathOf(request)} within {patience.TotalSeconds:0} s", e)
            {
                MayBeOfRecord = true,
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // What was sent may have taken effect, unless there was no connection to send it through.
            var isReached = e is not HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError,
            };
            throw new ChangeTargetUnavailableException(
                isReached ? $"{side} broke off its answer to {request.Method} {PathOf(request)}" : $"{side} cannot be reached", e)
            {
                MayBeOfRecord = isReached,
            };
        }
    }

    private async Task<ServiceAnswer> ReadAsync(
        ServiceRequest request, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > request.Largest)
            throw new ServiceAnswerTooLargeException(side, request);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (await stream.ReadAsync(piece, cancellation) is > 0 and var read)
        {
            if (body.Length + read > request.Largest)
                throw new ServiceAnswerTooLargeException(side, request);
            body.Write(piece, 0, read);
        }

        return new ServiceAnswer(
            (int)response.StatusCode,
            Header(response, "ETag"),
            Header(response, HubChange.Header),
            DryRunPreference.WasApplied(Header(response, DryRunPreference.AppliedHeader)),
            Parse(body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            LastModified = response.Content.Headers.LastModified,
            MediaType = response.Content.Headers.ContentType?.MediaType,
        };
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : JsonNode.Parse(body, documentOptions: Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.Count == 1 ? values.ToString() : null;

    // The key stays out, as keys may name persons.
    private string PathOf(ServiceRequest request) =>
        request.Target.StartsWith(service.Changes + "?", StringComparison.Ordinal)
            ? service.Changes
            : $"{service.Records}/{{key}}";
}

/// <summary>An answer is larger than what is read.</summary>
internal sealed class ServiceAnswerTooLargeException(string side, ServiceRequest request) : Exception(
    $"{side} answers {request.Method} with more than {request.Largest / 1024 / 1024} MB");

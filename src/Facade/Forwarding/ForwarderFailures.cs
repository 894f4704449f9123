using System.Net.Sockets;
using Hub.Facade.Connections;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Says in plain words why a side gave no answer. No address is in them: where it comes from a reference, nobody is to read it.
/// </summary>
internal static class ForwarderFailures
{
    private const string Look = "The hub does not send it again; look before you do.";

    /// <summary>Returns why a request was not answered, or not to its end.</summary>
    public static string Explain(ForwarderError error, Exception? exception) => error switch
    {
        ForwarderError.RequestTimedOut => "the side gave no sign of life in time",
        ForwarderError.RequestCanceled => "the caller hung up before the side answered",
        ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled => "the caller broke off the request's body",
        ForwarderError.RequestBodyDestination => "the side broke off while the request's body was sent to it",
        ForwarderError.ResponseBodyClient or ForwarderError.ResponseBodyCanceled => "the caller hung up during the answer",
        ForwarderError.ResponseBodyDestination => "the side broke off its answer",
        ForwarderError.ResponseHeaders => "the side's answer cannot be passed on",
        ForwarderError.RequestCreation => "the request cannot be written to the side",
        ForwarderError.UpgradeActivityTimeout => "both ends of an upgraded connection were quiet for too long",
        ForwarderError.UpgradeRequestClient or ForwarderError.UpgradeRequestCanceled
            or ForwarderError.UpgradeResponseClient or ForwarderError.UpgradeResponseCanceled =>
            "the caller broke off an upgraded connection",
        ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination =>
            "the side broke off an upgraded connection",
        _ => exception is UnreadableAnswerException ? "the side's answer cannot be passed on" : ExplainConnection(exception),
    };

    /// <summary>Returns why a request was not answered, as far as the connection tells.</summary>
    public static string ExplainConnection(Exception? exception) => (exception as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the side's host name is not known",
        HttpRequestError.SecureConnectionError => "no TLS connection to the side could be made (certificate or version)",
        HttpRequestError.ConnectionError => ExplainSocket(exception!),
        HttpRequestError.ResponseEnded => "the side closed the connection without an answer",
        HttpRequestError.ConfigurationLimitExceeded => "the headers of the side's answer are larger than the hub reads",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => "what the side answered is not valid HTTP",
        HttpRequestError.VersionNegotiationError => "the side does not speak the HTTP version of the request",
        _ when exception?.GetBaseException() is SocketException => ExplainSocket(exception),
        _ when exception is OperationCanceledException => "no connection to the side within the time for it",
        _ => "the side gave no answer",
    };

    /// <summary>Returns what a caller is told who was not answered, or not to the end.</summary>
    public static string Tell(ForwarderError error, Exception? exception) => error switch
    {
        ForwarderError.RequestTimedOut => "The side that answers this did not do so in time.",
        ForwarderError.NoAvailableDestinations => "No side is there to answer this.",
        _ when IsUnreachable(exception) => "The side that answers this cannot be reached.",
        _ when FindUnreadable(exception) is { } why => $"The side that answers this did answer, but {why}.",
        ForwarderError.ResponseBodyDestination => "The side that answers this broke off its answer.",
        ForwarderError.Request when IsBrokenOff(exception) => "The side that answers this broke off without an answer.",
        _ => "The side that answers this cannot be reached.",
    };

    /// <summary>Returns what the caller of a write is told, which may have been carried out.</summary>
    public static string TellInDoubt(Exception? exception) => FindUnreadable(exception) is { } why
        ? $"The side that answers this did answer, but {why}; it may have carried the request out. {Look}"
        : $"The side that answers this broke off, and may have carried the request out. {Look}";

    /// <summary>Returns why an answer that came cannot be read; null where no answer came or nothing is wrong with it.</summary>
    private static string? FindUnreadable(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            var error = (exception as HttpRequestException)?.HttpRequestError ?? (exception as HttpIOException)?.HttpRequestError;
            if (error is HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError)
                return "its answer is not valid HTTP and cannot be read";
            if (error is HttpRequestError.ConfigurationLimitExceeded)
                return "its answer is larger in its headers than the hub reads";
        }

        return null;
    }

    private static bool IsBrokenOff(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
        || exception?.GetBaseException() is SocketException
        {
            SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown,
        };

    /// <summary>Whether no connection to the side came about, so that it has not seen the request.</summary>
    public static bool IsUnreachable(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError,
    };

    private static string ExplainSocket(Exception exception) => exception.GetBaseException() switch
    {
        NoConnectionLeftException => "the hub has as many connections to sides as it may",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            "the side refused the connection: nothing listens at its address",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } =>
            "the side's host cannot be reached from here",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            "the side's host name is not known",
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted } =>
            "the side broke off the connection",
        SocketException { SocketErrorCode: SocketError.TimedOut } or OperationCanceledException or TimeoutException =>
            "no connection to the side within the time for it",
        _ => "no connection to the side could be made",
    };
}

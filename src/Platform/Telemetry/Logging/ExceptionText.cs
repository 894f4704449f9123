using System.Data.Common;
using System.Net.Sockets;
using System.Text;

namespace Hub.Platform.Telemetry.Logging;

/// <summary>
/// An exception as logs may show it: types, codes and stack. Its message stays out, since a message quotes what the code
/// choked on: a value of the body, a duplicate key, a password in a connection string.
/// </summary>
internal static class ExceptionText
{
    public static string Of(Exception exception)
    {
        var text = new StringBuilder();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            text.Append(text.Length > 0 ? "\n ---> " : "").Append(e.GetType().FullName).Append(Code(e));
            if (e.StackTrace is { } stack)
                text.Append('\n').Append(stack);
        }

        return text.ToString();
    }

    private static string Code(Exception exception) => exception switch
    {
        DbException db => $" ({db.SqlState ?? db.ErrorCode.ToString()})",
        SocketException socket => $" ({socket.SocketErrorCode})",
        HttpRequestException http => $" ({http.HttpRequestError})",
        _ => "",
    };
}

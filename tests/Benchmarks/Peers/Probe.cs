using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hub.Benchmarks.Load;

namespace Hub.Benchmarks.Peers;

/// <summary>Requests that show a program ready and doing what is to be measured.</summary>
/// <param name="Requests">What is asked: for formats, with 1 in every place.</param>
/// <param name="Fits">Whether an answer's body is what each must answer, with status 200.</param>
internal sealed record Probe(IReadOnlyList<Requests> Requests, Func<string, bool> Fits)
{
    /// <summary>Paths to get, and the one body that each must answer.</summary>
    public Probe(IReadOnlyList<string> paths, string body)
        : this([.. paths.Select(path => new Requests(path, 1))], answered => answered == body)
    {
    }

    /// <summary>What stands against the program at an address; null when nothing does.</summary>
    public async Task<string?> FindFaultAsync(HttpClient http, string url, CancellationToken cancellation)
    {
        try
        {
            foreach (var asked in Requests)
            {
                using var request = Message(asked, url);
                using var answer = await http.SendAsync(request, cancellation);
                var body = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.StatusCode != HttpStatusCode.OK || !Fits(body))
                    return $"{asked.Method} {asked.Path}: {(int)answer.StatusCode} {body}";
            }

            return null;
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    private static HttpRequestMessage Message(Requests asked, string url)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(asked.Method), new Uri(url + asked.Path.Replace("%d", "1", StringComparison.Ordinal)));
        if (asked.Body.Length > 0)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(asked.Body));
        foreach (var (name, value) in asked.Headers)
        {
            if (name == "Content-Type")
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}

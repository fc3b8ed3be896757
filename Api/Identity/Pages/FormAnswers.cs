using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Storehouse.Identity.Pages;

/// <summary>Tells a person whose form was refused what to do, in the place of an empty 400.</summary>
internal sealed class FormAnswers : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is IAntiforgeryValidationFailedResult)
        {
            context.Result = StaleForm();
        }
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    /// <summary>The answer to a form that this browser was not given, or too long ago.</summary>
    public static ContentResult StaleForm() => new()
    {
        StatusCode = StatusCodes.Status400BadRequest,
        ContentType = "text/html; charset=utf-8",
        Content = $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width"><title>Form expired - Storehouse</title>
            <style>{PageStyle.Text}</style></head><body><main><h1>This form has expired</h1>
            <p>Go back, load the page again, and send the form once more. Cookies must be allowed.</p>
            </main></body></html>
            """,
    };
}
